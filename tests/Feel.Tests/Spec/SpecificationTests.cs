using System.Reflection;
using Fairlead.Feel.Functions;
using Fairlead.Feel.Syntax;

namespace Fairlead.Feel.Tests.Spec;

/// <summary>The pages are right, and nothing of the language is missing in them.</summary>
public sealed class SpecificationTests
{
    private static readonly IReadOnlyList<SpecificationExample> Examples = [.. SpecificationPage.All.SelectMany(page => page.Examples)];

    private static readonly ILookup<string, BuiltIn> Functions = FeelFunctions.Connectors.All.ToLookup(function => function.Name);

    private static readonly IReadOnlyDictionary<string, string> Sections = SectionsByFunction();

    public static TheoryData<string> Pages() => [.. SpecificationPage.All.Select(page => page.Name)];

    [Theory, MemberData(nameof(Pages))]
    public void Each_expression_of_the_page_gives_what_the_page_says(string page)
    {
        var examples = SpecificationPage.All.Single(candidate => candidate.Name == page).Examples;
        Assert.NotEmpty(examples);
        None(examples.Select(example => example.Problem()).OfType<string>());
    }

    [Fact]
    public void Every_function_has_a_section_and_every_section_a_function()
    {
        None(Functions.Select(function => function.Key).Except(Sections.Keys));
        None(Sections.Keys.Except(Functions.Select(function => function.Key)));
    }

    [Fact]
    public void Every_signature_is_written_in_the_section_of_its_function() => None(
        from function in Functions
        from signature in function.DistinctBy(signature => Shape(signature))
        let names = string.Join(", ", signature.Parameters.Select(parameter => parameter.Name))
        let text = $"`{function.Key}({names}{(signature.IsVariadic ? "..." : "")})`"
        where Sections.TryGetValue(function.Key, out var section) && !Flat(section).Contains(text, StringComparison.Ordinal)
        select text);

    [Fact]
    public void Every_name_of_a_parameter_is_written_in_the_section_of_its_function() => None(
        from function in Functions
        from name in function.SelectMany(signature => signature.Parameters).Select(parameter => parameter.Name).Distinct()
        where Sections.TryGetValue(function.Key, out var section)
            && !section.Split('`').Any(words => words.Split('(', ')', ',').Any(word => word.Trim().TrimEnd('.') == name))
        select $"{function.Key}: {name}");

    [Fact]
    public void Every_signature_has_an_example_that_gives_a_value()
    {
        var calls = Examples.Where(example => example.Mark == '→').SelectMany(Calls).ToLookup(call => call.Name);
        None(
            from function in Functions
            from signature in function
            where !calls[function.Key].Any(call => call.Fits(signature))
            let kinds = signature.Parameters.Select(parameter => $"{parameter.Name}: {parameter.Words}")
            select $"{function.Key}({string.Join(", ", kinds)})");
    }

    [Fact]
    public void Every_function_has_an_example_of_what_goes_wrong()
    {
        var wrong = Examples.Where(example => example.Mark == '✗').SelectMany(Calls).Select(call => call.Name).ToHashSet();
        None(Functions.Select(function => function.Key).Where(name => !wrong.Contains(name)));
    }

    [Fact]
    public void Every_part_of_the_grammar_has_an_example()
    {
        var seen = Examples.Select(example => FeelExpression.Parse(example.Expression, example.Options).Syntax)
            .OfType<SyntaxNode>().SelectMany(All).Select(node => node.GetType()).ToHashSet();
        var cases = typeof(SyntaxNode).GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic)
            .Where(type => type.IsSubclassOf(typeof(SyntaxNode)));
        // Unary tests are no expression: decision tables have them.
        None(cases.Except(seen).Select(type => type.Name).Except([nameof(SyntaxNode.UnaryTests)]));
    }

    [Fact]
    public void Every_code_of_a_warning_or_failure_has_an_example()
    {
        var shown = Examples.Where(example => example.Mark == '✗').Select(example => example.Expected.Split(' ')[0]).ToHashSet();
        // Two depend on the clock and on the caller; the others are reasons that only a trace gives.
        string[] unseen = ["FEEL_TIME", "FEEL_CANCELLED", "FEEL_NULL_VALUE", "FEEL_NULL_RESULT", "FEEL_NO_ITEM"];
        None(ErrorPageTests.Codes().Except(shown).Except(unseen));
    }

    [Fact]
    public void A_wrong_page_is_noticed()
    {
        var right = new SpecificationExample("p.md", 1, "", "1 + 1", '→', "2", FeelContext.Empty, new FeelOptions());
        Assert.Null(right.Problem());
        Assert.NotNull((right with { Expected = "3" }).Problem());
        Assert.NotNull((right with { Mark = '✗', Expected = "INVALID_TYPE" }).Problem());
        var wrong = right with { Expression = "1 + true", Mark = '✗', Expected = "INVALID_TYPE Can't add 'true' to '1'" };
        Assert.Null(wrong.Problem());
        Assert.NotNull((wrong with { Expected = "INVALID_TYPE Can't add" }).Problem());
        Assert.NotNull((wrong with { Expected = "NOT_COMPARABLE" }).Problem());
    }

    private static Dictionary<string, string> SectionsByFunction()
    {
        var sections = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var section in SpecificationPage.All.SelectMany(page => page.Text.Split("\n### ").Skip(1)))
        {
            foreach (var name in section[..section.IndexOf('\n', StringComparison.Ordinal)].Split(", "))
                Assert.True(sections.TryAdd(name, section.Split("\n## ")[0]), $"The function '{name}' has two sections.");
        }
        return sections;
    }

    private static string Flat(string text) => text.Replace('\n', ' ');

    // Signatures that differ in the names of their parameters only are one: the other names are told beside it.
    private static string Shape(BuiltIn signature) =>
        string.Join(", ", signature.Parameters.Select(parameter => parameter.Accepts)) + signature.IsVariadic;

    private static IEnumerable<SyntaxNode> All(SyntaxNode node) => SyntaxTree.Children(node).SelectMany(All).Prepend(node);

    private static IEnumerable<ExampleCall> Calls(SpecificationExample example) =>
        FeelExpression.Parse(example.Expression, example.Options).Syntax is { } root
            ? All(root).OfType<SyntaxNode.Call>().Where(call => call.Target is null).Select(call => ExampleCall.Of(example, call))
            : [];

    private static void None(IEnumerable<string> offenders)
    {
        var all = offenders.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }

    /// <summary>A call in an example, with what its arguments are; nothing for those that only make sense inside a loop.</summary>
    private sealed record ExampleCall(string Name, IReadOnlyList<string>? Names, FeelValue[] Arguments)
    {
        public static ExampleCall Of(SpecificationExample example, SyntaxNode.Call call) => new(
            call.Name,
            call.Names,
            [.. call.Arguments.Select(argument => FeelExpression
                .Parse(example.Expression[argument.Start..argument.End], example.Options).Evaluate(example.Variables).Value)]);

        public bool Fits(BuiltIn signature)
        {
            if (Names is not null)
                return Names.All(name => signature.Parameters.Any(parameter => parameter.Name == name))
                    && signature.Accepts([.. signature.Parameters.Select(ArgumentFor)]);
            if (Arguments.Length == signature.Parameters.Length && signature.Accepts(Arguments))
                return true;
            var alone = signature.Parameters.Length - 1;
            return signature.IsVariadic && Arguments.Length >= alone
                && signature.Accepts([.. Arguments[..alone], FeelValue.FromList(Arguments[alone..])]);
        }

        private FeelValue ArgumentFor(Parameter parameter)
        {
            var index = Names!.ToList().IndexOf(parameter.Name);
            return index < 0 ? FeelValue.Null : Arguments[index];
        }
    }
}
