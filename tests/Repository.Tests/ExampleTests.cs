namespace Fairlead.Repository.Tests;

/// <summary>Who looks for an example finds it, and how to run it.</summary>
public sealed class ExampleTests
{
    public static TheoryData<string> Names =>
    [
        .. Repository.Files
            .Where(file => file.IsIn("examples") && file.Path.EndsWith(".bpmn", StringComparison.Ordinal))
            .Select(file => file.Path.Split('/')[1])
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    [Theory, MemberData(nameof(Names))]
    public void An_example_has_a_page_that_the_list_names_and_that_says_how_it_is_run(string name)
    {
        Assert.Contains($"]({name}/README.md)", Page("examples/README.md"), StringComparison.Ordinal);
        Assert.Contains($"\n./run --example {name}\n", Page($"examples/{name}/README.md"), StringComparison.Ordinal);
    }

    private static string Page(string path) => Repository.Files.SingleOrDefault(file => file.Path == path)?.Text ?? $"There is no {path}.";
}
