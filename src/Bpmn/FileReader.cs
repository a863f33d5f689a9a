using System.Xml.Linq;

namespace Fairlead.Bpmn;

/// <summary>Reads what elements refer to of files that are deployed for themselves: forms, and what workers need.</summary>
internal static class FileReader
{
    /// <summary>The form of a user task or of the start event of a process.</summary>
    /// <returns>Null when it has none by id, or when something was wrong and has been reported.</returns>
    public static FileReference? Form(XElement element, Problems problems)
    {
        var form = element.ZeebeExtensions("formDefinition").FirstOrDefault();
        if (form?.Filled("formId") is not { } id)
            return null;

        foreach (var other in (string[])["formKey", "externalReference"])
        {
            if (form.Filled(other) is not null)
                problems.Add(
                    BpmnCode.Structure, element, $"names its form by formId and by {other}, which may differ: keep one of them.");
        }

        return Read(element, form, id, "the form id", "shows a form", problems);
    }

    public static IReadOnlyList<LinkedResource> Links(XElement element, Problems problems)
    {
        var links = new List<LinkedResource>();
        foreach (var link in element.ZeebeExtensions("linkedResources").Elements(XmlNames.Zeebe + "linkedResource"))
        {
            var id = link.Filled("resourceId");
            if (id is null)
                problems.Add(
                    BpmnCode.Missing,
                    element,
                    $"has a linked resource without id (line {XmlNames.LineOf(link)}): set the id of the file that its worker needs.");
            var type = link.Filled("resourceType");
            if (type is null)
                problems.Add(
                    BpmnCode.Missing,
                    element,
                    $"has a linked resource without type (line {XmlNames.LineOf(link)}): say what its worker takes it for, for example RPA.");
            if (id is not null && Read(element, link, id, "the id of a linked resource", "links a resource", problems) is { } file && type is not null)
                links.Add(new LinkedResource(file, type, link.Filled("linkName") ?? ""));
        }

        return links;
    }

    private static FileReference? Read(XElement element, XElement bound, string id, string what, string use, Problems problems) =>
        BindingReader.TryRead(element, bound, use, problems, out var binding, out var tag)
        && Values.NotEmpty(Values.Read(id.Trim()), element, what, problems) is { } text
            ? new FileReference(text, binding, tag)
            : null;
}
