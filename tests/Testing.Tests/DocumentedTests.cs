using System.Reflection;
using System.Text.RegularExpressions;

using Fairlead.Tests;

namespace Fairlead.Testing.Tests;

/// <summary>The code on a page of the documentation is compiled together, and its tests are run.</summary>
public sealed partial class DocumentedTests
{
    [Fact]
    public async Task Writing_a_connector()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "connectors.md"), TestContext.Current.CancellationToken);
        var blocks = Block().Matches(page).Select(block => block.Groups["code"].Value).ToList();
        using var folder = new TemporaryFolder();

        var tests = Assembly.LoadFrom(Compiler.Compile(Path.Combine(folder.Path, "Documented.dll"), blocks))
            .GetTypes()
            .SelectMany(type => type.GetMethods())
            .Where(method => method.IsDefined(typeof(FactAttribute)))
            .ToList();
        foreach (var test in tests)
            await (Task)test.Invoke(Activator.CreateInstance(test.DeclaringType!), null)!;

        Assert.Equal(7, blocks.Count);
        Assert.Equal(
            [
                "A_name_joins_others", "It_is_warm_in_Lisbon", "It_keeps_what_every_connector_keeps", "The_call_of_the_first_of_March",
                "We_eat_outside_when_it_is_warm",
            ],
            tests.Select(test => test.Name).Order(StringComparer.Ordinal));
    }

    /// <summary>What the page calls its start has as many lines as it says; those that name libraries do not count.</summary>
    [Fact]
    public async Task The_start_has_ten_lines()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "connectors.md"), TestContext.Current.CancellationToken);

        var lines = Block().Match(page).Groups["code"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.True(lines.Count(line => !line.StartsWith("using ", StringComparison.Ordinal)) <= 10);
    }

    [GeneratedRegex("^```csharp\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
