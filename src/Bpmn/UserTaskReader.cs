using System.Xml.Linq;

namespace Fairlead.Bpmn;

/// <summary>Reads user tasks that are jobs: whoever shows them to people asks for the job.</summary>
internal sealed class UserTaskReader(Problems problems)
{
    private const string Prefix = "io.camunda.zeebe:";

    public FlowNode? Read(XElement element, string id, int line)
    {
        var form = element.ZeebeExtensions("formDefinition").FirstOrDefault();
        if (form?.Filled("externalReference") is not null)
            Unsupported.Feature(element, "a form by external reference", "name the form by its key instead", problems);

        var assignment = element.ZeebeExtensions("assignmentDefinition").FirstOrDefault();
        var schedule = element.ZeebeExtensions("taskSchedule").FirstOrDefault();
        ComputedHeader?[] computed =
        [
            Header(element, assignment, "assignee", HeaderKind.Text),
            Header(element, assignment, "candidateGroups", HeaderKind.List),
            Header(element, assignment, "candidateUsers", HeaderKind.List),
            Header(element, schedule, "dueDate", HeaderKind.Date),
            Header(element, schedule, "followUpDate", HeaderKind.Date),
            Header(element, form, "formKey", HeaderKind.Text),
        ];
        var task = new TaskDefinition(
            new Text($"{Prefix}userTask", IsExpression: false), new Text("1", IsExpression: false), Extensions.Headers(element, problems))
        {
            Computed = [.. computed.OfType<ComputedHeader>()],
            Form = FileReader.Form(element, problems),
        };
        return new FlowNode.JobTask("userTask", task) { Id = id, Line = line };
    }

    private ComputedHeader? Header(XElement element, XElement? holder, string attribute, HeaderKind kind) =>
        holder?.Filled(attribute) is { } value
        && Values.NotEmpty(Values.Read(value), element, $"the {Problems.Words(attribute)}", problems) is { } text
            ? new ComputedHeader($"{Prefix}{attribute}", kind, text)
            : null;
}
