using System.Text;
using Fairlead.Feel;

namespace Fairlead.Dmn.Tests;

/// <summary>Small models as text.</summary>
internal static class Models
{
    private const string Newest = "https://www.omg.org/spec/DMN/20230324/MODEL/";

    /// <summary>A model of these elements, in which nothing is wrong.</summary>
    public static DmnModel Read(
        string elements,
        FeelDialect dialect = FeelDialect.Camunda,
        string space = Newest,
        string target = "http://fairlead/tests",
        IReadOnlyList<DmnModel>? imports = null)
    {
        var read = ReadAny(elements, dialect, space, target, imports);
        Assert.Empty(read.Diagnostics);
        return read.Model!;
    }

    public static DmnReadResult ReadAny(
        string elements,
        FeelDialect dialect = FeelDialect.Camunda,
        string space = Newest,
        string target = "http://fairlead/tests",
        IReadOnlyList<DmnModel>? imports = null) => DmnModel.Read(
            Encoding.UTF8.GetBytes($"<definitions xmlns=\"{space}\" id=\"m\" name=\"m\" namespace=\"{target}\">{elements}</definitions>"),
            "m.dmn",
            new DmnOptions { Dialect = dialect, Imports = imports ?? [] });

    public static string Decision(string id, string body) => $"<decision id=\"{id}\" name=\"{id}\">{body}</decision>";

    public static string Literal(string text) => $"<literalExpression><text>{Escape(text)}</text></literalExpression>";

    public static string Function(string name, string parameter, string text) =>
        $"<businessKnowledgeModel id=\"{name}\" name=\"{name}\"><encapsulatedLogic><formalParameter name=\"{parameter}\" />"
        + $"{Literal(text)}</encapsulatedLogic></businessKnowledgeModel>";

    public static string Calls(string id) => CallsAt("#" + id);

    public static string CallsAt(string href) => $"<knowledgeRequirement><requiredKnowledge href=\"{href}\" /></knowledgeRequirement>";

    public static string Needs(string id) => NeedsAt("#" + id);

    public static string NeedsAt(string href) => $"<informationRequirement><requiredDecision href=\"{href}\" /></informationRequirement>";

    public static string NeedsInput(string href) => $"<informationRequirement><requiredInput href=\"{href}\" /></informationRequirement>";

    /// <summary>A table with the input <c>x</c> and one output.</summary>
    public static string Table(string policy, string rules, string outputValues = "") =>
        $"<decisionTable hitPolicy=\"{policy}\"><input><inputExpression><text>x</text></inputExpression></input>"
        + $"<output name=\"y\">{outputValues}</output>{rules}</decisionTable>";

    public static string Rule(string input, string output) =>
        $"<rule><inputEntry><text>{input}</text></inputEntry><outputEntry><text>{output}</text></outputEntry></rule>";

    public static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
}
