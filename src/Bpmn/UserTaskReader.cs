using System.Globalization;
using System.Xml.Linq;

namespace Fairlead.Bpmn;

/// <summary>
/// Reads user tasks: those that the engine keeps, with the marker <c>zeebe:userTask</c>, and those that are jobs, where whoever shows them
/// to people asks for the job.
/// </summary>
internal sealed class UserTaskReader(Problems problems)
{
    private const string Prefix = "io.camunda.zeebe:";

    public FlowNode? Read(XElement element, string id, int line)
    {
        var form = Only(element, "formDefinition", "form");
        var assignment = Only(element, "assignmentDefinition", "assignment");
        var schedule = Only(element, "taskSchedule", "task schedule");
        return IsKeptByEngine(element)
            ? new FlowNode.UserTask(Kept(element, form, assignment, schedule)) { Id = id, Line = line }
            : new FlowNode.JobTask("userTask", Job(element, form, assignment, schedule)) { Id = id, Line = line };
    }

    /// <summary>Whether the engine keeps the task, instead of a worker.</summary>
    public static bool IsKeptByEngine(XElement element) => element.ZeebeExtensions("userTask").Any();

    private UserTaskDefinition Kept(XElement element, XElement? form, XElement? assignment, XElement? schedule)
    {
        if (form?.Filled("formKey") is not null)
        {
            problems.Add(
                BpmnCode.Structure,
                element,
                "names its form by a key, which only user tasks that are jobs can: use a form id or an external reference instead.");
        }

        var priority = Only(element, "priorityDefinition", "priority");
        return new UserTaskDefinition
        {
            Assignee = Text(element, assignment, "assignee"),
            CandidateGroups = Text(element, assignment, "candidateGroups"),
            CandidateUsers = Text(element, assignment, "candidateUsers"),
            DueDate = Text(element, schedule, "dueDate"),
            FollowUpDate = Text(element, schedule, "followUpDate"),
            Priority = Priority(element, Text(element, priority, "priority")),
            ExternalForm = Text(element, form, "externalReference"),
            Form = FileReader.Form(element, problems),
            Headers = Extensions.Headers(element, problems),
            Listeners = new TaskListenerReader(problems).Read(element),
        };
    }

    private TaskDefinition Job(XElement element, XElement? form, XElement? assignment, XElement? schedule)
    {
        if (form?.Filled("externalReference") is not null)
            Unsupported.Feature(element, "a form by external reference", "name the form by its key instead", problems);

        ComputedHeader?[] computed =
        [
            Header(element, assignment, "assignee", HeaderKind.Text),
            Header(element, assignment, "candidateGroups", HeaderKind.List),
            Header(element, assignment, "candidateUsers", HeaderKind.List),
            Header(element, schedule, "dueDate", HeaderKind.Date),
            Header(element, schedule, "followUpDate", HeaderKind.Date),
            Header(element, form, "formKey", HeaderKind.Text),
        ];
        return new TaskDefinition(
            new Text($"{Prefix}userTask", IsExpression: false), new Text("1", IsExpression: false), Extensions.Headers(element, problems))
        {
            Computed = [.. computed.OfType<ComputedHeader>()],
            Form = FileReader.Form(element, problems),
        };
    }

    private ComputedHeader? Header(XElement element, XElement? holder, string attribute, HeaderKind kind) =>
        Text(element, holder, attribute) is { } text ? new ComputedHeader($"{Prefix}{attribute}", kind, text) : null;

    private Text? Text(XElement element, XElement? holder, string attribute) => holder?.Filled(attribute) is { } value
        ? Values.NotEmpty(Values.Read(value), element, $"the {Problems.Words(attribute)}", problems)
        : null;

    private Text? Priority(XElement element, Text? priority)
    {
        if (priority is null or { IsExpression: true }) return priority;
        var value = priority.Value.Trim();
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 100)
            return priority with { Value = value };
        problems.Add(
            BpmnCode.Expression,
            element,
            $"has \"{Problems.Short(priority.Value)}\" as priority: write a whole number from 0 to 100, or an expression that begins with \"=\".");
        return null;
    }

    private XElement? Only(XElement element, string extension, string what)
    {
        var all = element.ZeebeExtensions(extension).ToList();
        if (all.Count > 1)
            problems.Add(BpmnCode.Duplicate, element, $"has several definitions of its {what}: keep one.");
        return all.FirstOrDefault();
    }
}
