using System.CommandLine;
using System.Globalization;

namespace Fairlead.Cli.Input;

/// <summary>Keys on the command line.</summary>
internal static class Keys
{
    public static Argument<long> Argument(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            if (long.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var key))
                return key;
            result.AddError($"'{result.Tokens[0].Value}' is no key: a key is a number, as ./fairlead instances shows it.");
            return 0;
        },
    };
}
