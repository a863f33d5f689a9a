using Fairlead.Bpmn;

namespace Fairlead.Engine.Model;

/// <summary>A form or another file that an element refers to.</summary>
/// <param name="VersionTag">Only with <see cref="CallBinding.VersionTag"/>.</param>
internal sealed record FileNode(ModelText Id, CallBinding Binding, string? VersionTag)
{
    /// <param name="what">For the message when the id is an expression that cannot be read.</param>
    public static FileNode? Of(FileReference? file, string what, TextCompiler texts) =>
        file is null ? null : new(texts.Value(file.Id, what), file.Binding, file.VersionTag);
}

/// <summary>A file that the worker of a job needs.</summary>
/// <param name="Type">What the worker takes it for.</param>
/// <param name="Name">What the worker knows it by.</param>
internal sealed record LinkedFile(FileNode File, string Type, string Name)
{
    public bool IsForm => Type.Equals("form", StringComparison.OrdinalIgnoreCase);

    public static LinkedFile[] Of(IReadOnlyList<LinkedResource> links, TextCompiler texts) =>
        [.. links.Select(link => new LinkedFile(FileNode.Of(link.File, "id of a linked resource", texts)!, link.Type, link.Name))];
}
