using System.CommandLine;
using System.Globalization;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

namespace Fairlead.Cli.Commands;

/// <summary>Options that choose calls.</summary>
internal sealed class CallFilters
{
    private readonly Option<string?> _state = new("--state") { Description = "Only those in this state.", HelpName = RestWord.List<CallState>() };
    private readonly Option<bool> _failed = new("--failed") { Description = "Only those that did not go well." };
    private readonly Option<string?> _process = new("--process") { Description = "Only those of this process.", HelpName = "PROCESS_ID" };
    private readonly Option<long?> _instance = new("--instance") { Description = "Only those of this instance.", HelpName = "KEY" };
    private readonly Option<long?> _job = new("--job") { Description = "Only the attempts at this job.", HelpName = "KEY" };
    private readonly Option<string?> _element = new("--element") { Description = "Only those of this element.", HelpName = "ELEMENT" };
    private readonly Option<string?> _type = new("--type") { Description = "Only those of this job type.", HelpName = "TYPE" };
    private readonly Option<string?> _host = new("--host") { Description = "Only those to this host.", HelpName = "HOST" };
    private readonly Option<string?> _url = new("--url") { Description = "Only those with this text in their address.", HelpName = "TEXT" };
    private readonly Option<int?> _status = new("--status") { Description = "Only those with this HTTP status.", HelpName = "STATUS" };
    private readonly Option<string?> _error = new("--error") { Description = "Only those with this error code.", HelpName = "CODE" };
    private readonly Option<string?> _since = new("--since") { Description = "Only those that began at this moment or later.", HelpName = "MOMENT" };
    private readonly Option<string?> _until = new("--until") { Description = "Only those that began before this moment.", HelpName = "MOMENT" };

    public IReadOnlyList<Option> Options =>
        [_state, _failed, _process, _instance, _job, _element, _type, _host, _url, _status, _error, _since, _until];

    /// <exception cref="UsageException">A word or a moment is none.</exception>
    public CallFilter Read(ParseResult parsed) => new()
    {
        State = StateOf(parsed),
        ProcessDefinitionId = Text(parsed.GetValue(_process)),
        ProcessInstanceKey = parsed.GetValue(_instance) is { } instance ? (Filter<ProcessInstanceKey>)new ProcessInstanceKey(instance) : null,
        JobKey = parsed.GetValue(_job) is { } job ? (Filter<JobKey>)new JobKey(job) : null,
        ElementId = Text(parsed.GetValue(_element)),
        Type = Text(parsed.GetValue(_type)),
        Host = Text(parsed.GetValue(_host)),
        Request = parsed.GetValue(_url) is { } part ? new Filter<string>([new FilterTerm<string>.Like($"*{Literal(part)}*")]) : null,
        Status = parsed.GetValue(_status) is { } status ? (Filter<int>)status : null,
        ErrorCode = Text(parsed.GetValue(_error)),
        StartTime = Between(Moment(parsed.GetValue(_since), "--since"), Moment(parsed.GetValue(_until), "--until")),
    };

    private Filter<CallState>? StateOf(ParseResult parsed)
    {
        if (parsed.GetValue(_failed))
            return new([new FilterTerm<CallState>.NotIn([CallState.Completed, CallState.InFlight, CallState.Parked])]);
        if (parsed.GetValue(_state) is not { } word)
            return null;
        return RestWord.TryParse<CallState>(word, out var state)
            ? (Filter<CallState>)state
            : throw new UsageException($"There is no state '{word}'. It is one of {RestWord.List<CallState>()}.");
    }

    private static Filter<DateTimeOffset>? Between(DateTimeOffset? since, DateTimeOffset? until)
    {
        var terms = new List<FilterTerm<DateTimeOffset>>();
        if (since is { } from)
            terms.Add(new FilterTerm<DateTimeOffset>.AtLeast(from));
        if (until is { } to)
            terms.Add(new FilterTerm<DateTimeOffset>.LessThan(to));
        return terms.Count > 0 ? new(terms) : null;
    }

    private static DateTimeOffset? Moment(string? text, string option) => text is null
        ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var moment)
            ? moment
            : throw new UsageException($"{option} takes a moment such as 2026-01-31T08:00, but got '{text}'.");

    private static Filter<string>? Text(string? text) => text is null ? null : (Filter<string>)text;

    private static string Literal(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal).Replace("?", "\\?", StringComparison.Ordinal);
}
