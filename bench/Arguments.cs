using System.Globalization;

namespace Fairlead.Bench;

/// <summary>The command and its options, each with a value: <c>webhook --seconds 10</c>.</summary>
internal sealed class Arguments(string[] args)
{
    public string Command { get; } = args.FirstOrDefault() ?? "";

    /// <summary>What to type to run this again.</summary>
    public string Line { get; } = $"dotnet run -c Release --project bench -- {string.Join(' ', args)}";

    public string Text(string name, string otherwise) =>
        Array.IndexOf(args, $"--{name}") is var index and >= 0
            ? args.ElementAtOrDefault(index + 1) ?? throw new BenchException($"--{name} needs a value.")
            : otherwise;

    public int Number(string name, int otherwise) => Numbers(name, [otherwise])[0];

    public IReadOnlyList<int> Numbers(string name, IReadOnlyList<int> otherwise)
    {
        if (Text(name, "") is not { Length: > 0 } text)
            return otherwise;

        var numbers = text.Split(',')
            .Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
            .ToList();
        return numbers.All(number => number > 0)
            ? numbers
            : throw new BenchException($"--{name} takes whole numbers above 0, separated by commas.");
    }

    public TimeSpan Seconds(string name, int otherwise) => TimeSpan.FromSeconds(Number(name, otherwise));
}
