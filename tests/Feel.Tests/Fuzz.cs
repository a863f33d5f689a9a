using System.Globalization;
using CsCheck;

namespace Fairlead.Feel.Tests;

/// <summary>
/// How long chance is tried: a number of cases that takes seconds, or so many seconds for each test as the environment variable
/// <c>FEEL_FUZZ_SECONDS</c> says. A failure prints the seed that repeats it.
/// </summary>
internal static class Fuzz
{
    private static readonly int Seconds =
        Environment.GetEnvironmentVariable("FEEL_FUZZ_SECONDS") is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : -1;

    public static void Try<T>(this Gen<T> cases, Action<T> test, int count)
    {
        if (Seconds > 0)
            cases.Sample(test, time: Seconds);
        else
            cases.Sample(test, iter: count);
    }
}
