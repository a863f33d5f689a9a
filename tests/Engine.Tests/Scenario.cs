using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

using Fairlead.Engine.Time;

namespace Fairlead.Engine.Tests;

/// <summary>
/// Plays a .scenario file: commands, one a line, in which elements stand for the jobs, incidents and instances on them. The result is
/// the journal as text. Scenarios/README.md lists the commands.
/// </summary>
internal sealed partial class Scenario(ProcessorOptions options)
{
    private readonly EngineUnderTest _engine = new(options);
    private readonly Journal _journal = new();
    private readonly StringBuilder _text = new();

    public static string Folder { get; } = Path.Combine(FolderOf(), "Scenarios");

    public static string Play(string path) => Run(path)._text.ToString();

    /// <returns>Each event that it led to, with its moment.</returns>
    public static IReadOnlyList<(Timestamp At, byte[] Event)> Record(string path) => Run(path)._engine.Journal;

    private static Scenario Run(string path)
    {
        var lines = File.ReadAllLines(path);
        var options = new ProcessorOptions();
        if (lines.FirstOrDefault(line => line.StartsWith("steps-at-most ", StringComparison.Ordinal)) is { } bound)
            options.StepsAtMost = int.Parse(bound.Split(' ')[1], CultureInfo.InvariantCulture);
        options.BusinessIdsAreUnique = lines.Contains("business-ids-are-unique");
        var scenario = new Scenario(options);
        foreach (var line in lines)
        {
            try
            {
                scenario.Do(line);
            }
            catch (Exception wrong) when (wrong is FormatException or InvalidOperationException)
            {
                throw new InvalidOperationException($"{Path.GetFileName(path)}: '{line}': {wrong.Message}", wrong);
            }
        }

        return scenario;
    }

    private void Do(string line)
    {
        if (line is "" or "business-ids-are-unique" || line.StartsWith("steps-at-most", StringComparison.Ordinal)) return;
        if (line.StartsWith('#'))
        {
            _text.AppendLine(line);
            return;
        }

        _text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"{Journal.Time(_engine.Now)} > {line}");
        var words = new Words(line);
        var verb = words.Next();
        if (verb is "wait" or "pass")
        {
            var wait = words.Next();
            if (!IsoDuration.TryParse(wait, out var time) || time.After(_engine.Now) is not { } now)
                throw new FormatException($"{wait} is no time.");
            _engine.Now = now;
            if (verb == "wait") Show(new Command.Tick());
        }
        else if (verb == "restart")
        {
            _engine.Restart();
        }
        else
        {
            Show(Command(verb, words));
        }
    }

    private Command Command(string verb, Words words) => verb.StartsWith("cluster-", StringComparison.Ordinal)
        ? Command(verb, words, tenant: null)
        : Command(verb, words, NoneForDefault(words.Take("tenant")));

    private Command Command(string verb, Words words, string? tenant) => verb switch
    {
        "deploy" => new Command.Deploy([.. words.Rest().Select(EngineUnderTest.File)]) { Tenant = tenant },
        "create" => new Command.CreateInstance(
            null,
            words.Next(),
            words.Option("version") is { } version ? int.Parse(version, CultureInfo.InvariantCulture) : null,
            words.Json(),
            words.Flag("await"),
            words.Option("fetch")?.Split(',') ?? [],
            words.Option("once"))
        {
            Tenant = tenant,
            Tags = words.Option("tags")?.Split(',') ?? [],
            BusinessId = words.Option("business-id"),
            Trace = TraceOf(words),
            Source = SourceOf(words),
            StartBefore = words.Option("before")?.Split(',') ?? [],
            EndAfter = words.Option("until")?.Split(',') ?? [],
        },
        "modify" => Modify(words),
        "delete" => new Command.DeleteResource(DeployedOf(words.Next()), words.Flag("history")),
        "migrate" => Migrate(words),
        "cancel" => new Command.CancelInstance(InstanceOf(words.Next())),
        "set" => new Command.SetVariables(ElementOf(words.Next()), words.Json(), words.Flag("local")),
        "activate" => new Command.ActivateJobs(
            words.Next(),
            "w",
            words.Time("for") ?? TimeSpan.FromMinutes(5),
            int.Parse(words.Option("max") ?? "10", CultureInfo.InvariantCulture),
            words.Option("fetch")?.Split(',') ?? [],
            int.Parse(words.Option("bytes") ?? "1000000", CultureInfo.InvariantCulture))
        {
            Tenants = words.Option("tenants")?.Split(',').Select(NoneForDefault).ToList() ?? [tenant],
        },
        "complete" => new Command.CompleteJob(JobOf(words.Next()), words.Json()),
        "decide" => AdHocCommands.Decide(JobOf(words.Next()), words.Json()),
        "begin" => AdHocCommands.Begin(ElementOf(words.Next()), words.Json()),
        "fail" => new Command.FailJob(
            JobOf(words.Next()),
            int.Parse(words.Option("retries") ?? "0", CultureInfo.InvariantCulture),
            words.Time("backoff") ?? TimeSpan.Zero,
            words.Option("because") ?? "",
            words.Json()),
        "throw" => new Command.ThrowError(JobOf(words.Next()), words.Next(), words.Option("because") ?? "", words.Json()),
        "update" => new Command.UpdateJob(
            JobOf(words.Next()),
            words.Option("retries") is { } retries ? int.Parse(retries, CultureInfo.InvariantCulture) : null,
            words.Time("timeout")),
        "retry" => new Command.RetryJob(JobOf(words.Next())),
        "return-held-by" => new Command.ReturnJobsHeldBy(words.Next(), words.Time("timeout") ?? TimeSpan.FromMinutes(5)),
        "return" => new Command.ReturnJobs([.. words.Rest().Select(JobOf)]),
        "publish" => new Command.PublishMessage(
            words.Next(), words.Option("key") ?? "", words.Time("ttl") ?? TimeSpan.Zero, words.Option("id") ?? "", words.Json(), words.Option("once"))
        {
            Tenant = tenant,
            Trace = TraceOf(words),
            Source = SourceOf(words),
        },
        "correlate" => new Command.CorrelateMessage(words.Next(), words.Option("key") ?? "", words.Json(), words.Option("once"))
        {
            Tenant = tenant,
            Trace = TraceOf(words),
            Source = SourceOf(words),
        },
        "broadcast" => new Command.BroadcastSignal(words.Next(), words.Json()) { Tenant = tenant },
        "evaluate" => new Command.EvaluateDecision(null, words.Next(), words.Json()) { Tenant = tenant },
        "evaluate-conditionals" => new Command.EvaluateConditionals(
            words.Option("of") is { } process ? DefinitionOf(process) : null, words.Json()) { Tenant = tenant },
        "assign" => new Command.AssignUserTask(TaskOf(words.Next()), words.Next(), !words.Flag("gently"), words.Option("action") ?? ""),
        "unassign" => new Command.UnassignUserTask(TaskOf(words.Next()), words.Option("action") ?? ""),
        "change" => new Command.UpdateUserTask(TaskOf(words.Next()), ListenerAnswer.Changes(words.Json()), words.Option("action") ?? ""),
        "finish" => new Command.CompleteUserTask(TaskOf(words.Next()), words.Json(), words.Option("action") ?? ""),
        "answer" => new Command.CompleteJob(JobOf(words.Next()), default, ListenerAnswer.Result(words.Json())),
        "resolve" => new Command.ResolveIncident(IncidentOf(words.Next())),
        "cluster-create" => new Command.CreateClusterVariable(Scope(words), words.Next(), words.Value()),
        "cluster-update" => new Command.UpdateClusterVariable(Scope(words), words.Next(), words.Value()),
        "cluster-delete" => new Command.DeleteClusterVariable(Scope(words), words.Next()),
        "tick" => new Command.Tick(),
        "continue" => new Command.Continue(),
        _ => Inbound(verb, words, tenant) ?? throw new FormatException("There is no such command."),
    };

    private void Show(Command command)
    {
        var outcome = _engine.Do(command);
        foreach (var @event in outcome.Events) _text.AppendLine(_journal.Line(@event));
        foreach (var notice in outcome.Notices) _text.AppendLine(CultureInfo.InvariantCulture, $"  ! {Journal.Text(notice)}");
        if (command is not Fairlead.Engine.Command.Tick || outcome.Reply is not Reply.Done)
            _text.AppendLine(CultureInfo.InvariantCulture, $"  < {_journal.Text(outcome.Reply)}");
    }

    private static ClusterScope Scope(Words words) =>
        words.Take("tenant") is { } tenant ? ClusterScope.Of(NoneForDefault(tenant)) : ClusterScope.Global;

    private static string? NoneForDefault(string? tenant) => tenant == Tenant.Default ? null : tenant;

    private static TraceOrigin? TraceOf(Words words) => words.Option("trace") is { } parent ? new(parent, words.Option("trace-state")) : null;

    /// <summary>The newest, or the one that ended last: commands for what is gone can be played too.</summary>
    private InstanceKey InstanceOf(string name) =>
        Newest<Event.InstanceCreated>(name, e => e.ProcessId, e => _engine.State.Element(e.Key.Root) is not null)?.Key
        ?? Newest<Event.InstanceCalled>(name, e => e.ProcessId, e => _engine.State.Element(e.Key.Root) is not null)?.Key
        ?? new(long.Parse(name, CultureInfo.InvariantCulture));

    /// <summary>A process, form, other file or DMN file by its id, in the version behind the colon; a number is a key.</summary>
    private long DeployedOf(string name)
    {
        var parts = name.Split(':');
        var version = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 1;
        (string Id, int Version, long Key) Describe(Event @event) => @event switch
        {
            Event.ProcessDeployed e => (e.ProcessId, e.Version, e.Key.Value),
            Event.ResourceDeployed e => (e.ResourceId, e.Version, e.Key.Value),
            Event.RequirementsDeployed e => (e.RequirementsId, e.Version, e.Key.Value),
            _ => default,
        };
        var found = _engine.Events.Select(Describe).FirstOrDefault(own => own.Id == parts[0] && own.Version == version).Key;
        return found > 0 ? found : long.Parse(name, CultureInfo.InvariantCulture);
    }

    private ElementKey ElementOf(string name) =>
        Newest<Event.ElementActivating>(name, e => e.ElementId, e => _engine.State.Element(e.Key) is not null)?.Key ?? InstanceOf(name).Root;

    private DefinitionKey DefinitionOf(string name) =>
        Newest<Event.ProcessDeployed>(name, e => e.ProcessId, _ => true)?.Key ?? new(long.Parse(name, CultureInfo.InvariantCulture));

    private JobKey JobOf(string name) => Newest<Event.JobCreated>(
        name, e => e.ElementId, e => _engine.State.Job(e.Key) is not null)?.Key ?? new(long.Parse(name, CultureInfo.InvariantCulture));

    private UserTaskKey TaskOf(string name) => Newest<Event.UserTaskCreating>(
        name, e => e.ElementId, e => _engine.State.UserTask(e.Key) is not null)?.Key ?? new(long.Parse(name, CultureInfo.InvariantCulture));

    private IncidentKey IncidentOf(string name) => Newest<Event.IncidentCreated>(
        name, e => e.ElementId, e => _engine.State.Incident(e.Key) is not null)?.Key ?? new(long.Parse(name, CultureInfo.InvariantCulture));

    /// <param name="name">The id, or the id and the number of the visit: <c>task:2</c>.</param>
    private T? Newest<T>(string name, Func<T, string> id, Func<T, bool> isThere)
        where T : Event
    {
        var parts = name.Split(':');
        var all = _engine.Events.OfType<T>().Where(e => id(e) == parts[0]).ToList();
        return parts.Length > 1 && all.Count > 0
            ? all[int.Parse(parts[1], CultureInfo.InvariantCulture) - 1]
            : all.FirstOrDefault(isThere) ?? all.LastOrDefault();
    }

    private static string FolderOf([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    /// <summary>The words of a line; options are pairs of words, in any order after the first ones.</summary>
    private sealed partial class Words(string line)
    {
        private readonly List<string> _words = [.. Word().Matches(line).Select(match => match.Value.Trim('"'))];
        private readonly string _json = line.IndexOfAny(['{', '[']) is >= 0 and var start ? line[start..] : "{}";

        public string Next()
        {
            if (_words.Count == 0) throw new FormatException("A word is missing.");
            var word = _words[0];
            _words.RemoveAt(0);
            return word;
        }

        public IEnumerable<string> Rest() => _words;

        public bool Flag(string name) => _words.Remove(name);

        public string? Option(string name)
        {
            var place = _words.IndexOf(name);
            return place < 0 ? null : _words[place + 1];
        }

        /// <summary>As <see cref="Option"/>, wherever the words that are read one by one stand.</summary>
        public string? Take(string name)
        {
            var place = _words.IndexOf(name);
            if (place < 0) return null;
            var word = _words[place + 1];
            _words.RemoveRange(place, 2);
            return word;
        }

        /// <summary>JSON of any kind, behind an equals sign.</summary>
        public ReadOnlyMemory<byte> Value() => Encoding.UTF8.GetBytes(line[(line.IndexOf(" = ", StringComparison.Ordinal) + 3)..]);

        public TimeSpan? Time(string name) =>
            Option(name) is { } text ? IsoDuration.TryParse(text, out var time) ? time.Rest : throw new FormatException($"{text} is no time.") : null;

        public ReadOnlyMemory<byte> Json() => Encoding.UTF8.GetBytes(_json);

        [GeneratedRegex("""[\{\[].*$|"[^"]*"|\S+""")]
        private static partial Regex Word();
    }
}
