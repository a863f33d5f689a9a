using System.Text.RegularExpressions;

namespace Fairlead.Repository.Tests;

/// <summary>What may stand in a log: names, keys and codes, never what a process works on.</summary>
public sealed partial class LogMessageTests
{
    /// <summary>Each placeholder of a log message with what it holds. A new one is a decision: nothing that came from outside as data.</summary>
    private static readonly Dictionary<string, string> Allowed = new(StringComparer.Ordinal)
    {
        ["AwayMs"] = "a duration",
        ["Backup"] = "a file of ours",
        ["Code"] = "the kind of a failure",
        ["Command"] = "the kind of a command",
        ["Count"] = "a number",
        ["Defect"] = "kinds of exceptions and places in the code, without their messages",
        ["DefinitionKey"] = "a key",
        ["ElementId"] = "the model",
        ["Error"] = "the kind of a refusal",
        ["ExecutableId"] = "a hash",
        ["File"] = "a file of ours",
        ["First"] = "a position",
        ["Folder"] = "a folder of ours",
        ["Id"] = "a name for one line",
        ["InboxKey"] = "a key",
        ["JobKey"] = "a key",
        ["JobType"] = "the model",
        ["Last"] = "a position",
        ["Limit"] = "a setting",
        ["Method"] = "of HTTP",
        ["Path"] = "an address of ours",
        ["PauseMs"] = "a duration",
        ["Position"] = "a position",
        ["ProcessId"] = "the model",
        ["ProcessInstanceKey"] = "a key",
        ["Projected"] = "a position",
        ["Provider"] = "a kind of place where secrets are kept",
        ["Reason"] = "a sentence of ours about settings, the model or the disk",
        ["Replayed"] = "a number",
        ["RetriesLeft"] = "a number",
        ["TenantId"] = "a name",
        ["TraceId"] = "a hash",
        ["Type"] = "the model",
    };

    [Fact]
    public void Each_placeholder_of_a_log_message_is_in_the_table() => Offenders.None(Messages()
        .SelectMany(message => Placeholder().Matches(message.Text).Select(match => (message.File, Name: match.Groups[1].Value)))
        .Where(found => !Allowed.ContainsKey(found.Name))
        .Select(found => $"{found.File}: {{{found.Name}}}"));

    [Fact]
    public void The_table_has_no_line_too_many() => Offenders.None(Allowed.Keys.Except(
        Messages().SelectMany(message => Placeholder().Matches(message.Text)).Select(match => match.Groups[1].Value)));

    [Fact]
    public void Nothing_is_logged_but_by_such_messages() => Offenders.None(Repository.Files
        .Where(file => file.Path.StartsWith("src/", StringComparison.Ordinal) && file.IsCode)
        .SelectMany(file => file.Lines.Select((line, index) => (file.Path, index, line)))
        .Where(place => Direct().IsMatch(place.line))
        .Select(place => $"{place.Path}:{place.index + 1}"));

    [Theory]
    [InlineData("logger.LogWarning(\"planted\");", true)]
    [InlineData("Log.JobGone(logger, 1, \"\");", false)]
    public void A_planted_line_is_judged(string code, bool offends) => Assert.Equal(offends, Direct().IsMatch(code));

    private static IEnumerable<(string File, string Text)> Messages() => Repository.Files
        .Where(file => file.Path.StartsWith("src/", StringComparison.Ordinal) && file.IsCode)
        .SelectMany(file => Attributes().Matches(string.Join('\n', file.Lines)).Select(match => (file.Path, match.Value)));

    [GeneratedRegex("""(\[LoggerMessage\((?:[^\])]|\)(?!\]))*\)\])|(LoggerMessage\.Define\w*<[^>]*>\(\s*"[^"]*")""")]
    private static partial Regex Attributes();

    [GeneratedRegex(@"\{([A-Za-z]+)\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\.Log(Trace|Debug|Information|Warning|Error|Critical)\(")]
    private static partial Regex Direct();
}
