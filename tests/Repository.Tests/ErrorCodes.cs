using System.Text.RegularExpressions;

namespace Fairlead.Repository.Tests;

/// <summary>Finds error codes: every literal in upper snake case of the product's code is one, unless a table says what else.</summary>
internal static partial class ErrorCodes
{
    /// <summary>Words of other vocabularies in the same spelling, with the vocabulary.</summary>
    public static IReadOnlyDictionary<string, string[]> Words { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["element types of the REST API"] =
        [
            "AD_HOC_SUB_PROCESS", "AD_HOC_SUB_PROCESS_INNER_INSTANCE", "BOUNDARY_EVENT", "BUSINESS_RULE_TASK", "CALL_ACTIVITY", "END_EVENT",
            "EVENT_BASED_GATEWAY", "EVENT_SUB_PROCESS", "EXCLUSIVE_GATEWAY", "INCLUSIVE_GATEWAY", "INTERMEDIATE_CATCH_EVENT",
            "INTERMEDIATE_THROW_EVENT", "MANUAL_TASK", "MULTI_INSTANCE_BODY", "PARALLEL_GATEWAY", "RECEIVE_TASK", "SCRIPT_TASK", "SEND_TASK",
            "SEQUENCE_FLOW", "SERVICE_TASK", "START_EVENT", "SUB_PROCESS", "USER_TASK",
        ],
        ["arguments of the command line"] = ["INCIDENT_KEY", "PROCESS_ID"],
        ["commands in the answers of the REST API"] = ["THROW_ERROR"],
        ["decision types of the REST API"] = ["DECISION_TABLE", "LITERAL_EXPRESSION"],
        ["environment variables"] =
        [
            "FAIRLEAD_SERVER", "OTEL_EXPORTER_OTLP_ENDPOINT",
            "OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_SERVICE_NAME",
        ],
        ["job states of the REST API"] = ["ERROR_THROWN", "RETRIES_UPDATED", "TIMED_OUT"],
        ["job kinds of the REST API"] = ["AD_HOC_SUB_PROCESS", "BPMN_ELEMENT", "EXECUTION_LISTENER", "TASK_LISTENER"],
        ["kinds of refusal of the gateway protocol"] = ["ALREADY_EXISTS", "INVALID_ARGUMENT", "INVALID_STATE", "NOT_FOUND", "RESOURCE_EXHAUSTED"],
        ["management endpoints"] = ["ALL_CONNECTED", "TOTAL_TIME"],
        ["modes of encryption of MySQL and MariaDB"] = ["VERIFY_CA", "VERIFY_FULL", "VERIFY_IDENTITY"],
        ["names that the platform gives"] = ["TRUSTED_PLATFORM_ASSEMBLIES"],
        ["rounding modes of FEEL"] = ["HALF_DOWN", "HALF_EVEN", "HALF_UP"],
        ["sort fields of the e-mail connector"] = ["RECEIVED_DATE", "SENT_DATE"],
        ["secrets of the examples"] = ["EXAMPLES_URL"],
    };

    /// <summary>Pages about many codes at once.</summary>
    private static readonly Dictionary<string, Regex> Families = new(StringComparer.Ordinal) { ["HTTP-STATUS"] = Status() };

    private static readonly HashSet<string> NoCodes = [.. Words.Values.SelectMany(words => words)];

    public static IEnumerable<string> UsedIn(TextFile file) =>
        file.IsCode && file.IsIn("src")
            ? Literal().Matches(file.Text).Concat(InMessage().Matches(file.Text))
                .Select(match => match.Groups["code"].Value)
                .Where(word => !NoCodes.Contains(word))
            : [];

    public static IEnumerable<string> WithoutPage(IReadOnlySet<string> codes, IReadOnlySet<string> pages) => codes.Where(code =>
        !pages.Contains(code) && !Families.Any(family => pages.Contains(family.Key) && family.Value.IsMatch(code)));

    public static IEnumerable<string> WithoutCode(IReadOnlySet<string> pages, IReadOnlySet<string> codes) =>
        pages.Where(page => !codes.Contains(page) && !Families.ContainsKey(page));

    /// <summary>What a page lacks; empty when it is fine.</summary>
    public static IEnumerable<string> Faults(TextFile page)
    {
        var code = Path.GetFileNameWithoutExtension(page.Path);
        if (page.Lines[0] != $"# {code}" && !Families.ContainsKey(code))
            yield return $"{page.Path}: the first line should be \"# {code}\"";
        if (!page.Text.Contains("what to do", StringComparison.OrdinalIgnoreCase))
            yield return $"{page.Path}: it does not say what to do";
    }

    [GeneratedRegex("""(?<!\w)"(?<code>[A-Z][A-Z0-9]*(_[A-Z0-9]+)+|[45]\d\d)"(?!\w)""")]
    private static partial Regex Literal();

    /// <summary>A message may end with its code: <c>"… is gone. [A_CODE]"</c>.</summary>
    [GeneratedRegex("""\[(?<code>[A-Z][A-Z0-9]*(_[A-Z0-9]+)+)\]"(?!\w)""")]
    private static partial Regex InMessage();

    [GeneratedRegex(@"^[45]\d\d$")]
    private static partial Regex Status();
}
