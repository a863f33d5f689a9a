using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace Fairlead.Repository.Tests;

/// <summary>What a project may see.</summary>
/// <param name="Projects">Of ours.</param>
/// <param name="Packages">Of others, beside the base library.</param>
internal sealed record Wall(string[] Projects, string[] Packages);

/// <summary>What a project file asks for and what its assembly really uses.</summary>
internal static class Walls
{
    /// <summary>References and packages of a project file that its wall does not allow.</summary>
    public static IEnumerable<string> Beyond(Wall wall, string projectFile)
    {
        var project = XElement.Parse(projectFile);
        var projects = Included(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));
        return projects.Except(wall.Projects).Concat(Included(project, "PackageReference").Except(wall.Packages));
    }

    /// <summary>Assemblies of ours that an assembly uses, without the product's name.</summary>
    public static IReadOnlyList<string> References(string assemblyPath) => Read(assemblyPath, reader => reader.AssemblyReferences
        .Select(handle => reader.GetString(reader.GetAssemblyReference(handle).Name))
        .Where(name => name.StartsWith("Fairlead.", StringComparison.Ordinal))
        .Select(name => name["Fairlead.".Length..])
        .ToList());

    /// <summary>Types of others that an assembly uses, as <c>System.IO.File</c>.</summary>
    public static IReadOnlyList<string> Types(string assemblyPath) => Read(assemblyPath, reader => reader.TypeReferences
        .Select(handle => reader.GetTypeReference(handle))
        .Select(type => $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}")
        .Distinct()
        .Order(StringComparer.Ordinal)
        .ToList());

    /// <summary>Members of others that an assembly uses, as <c>System.Guid.NewGuid</c>.</summary>
    public static IReadOnlyList<string> Members(string assemblyPath) => Read(assemblyPath, reader => reader.MemberReferences
        .Select(handle => reader.GetMemberReference(handle))
        .Where(member => member.Parent.Kind == HandleKind.TypeReference)
        .Select(member => (member, type: reader.GetTypeReference((TypeReferenceHandle)member.Parent)))
        .Select(use => $"{reader.GetString(use.type.Namespace)}.{reader.GetString(use.type.Name)}.{reader.GetString(use.member.Name)}")
        .Distinct()
        .Order(StringComparer.Ordinal)
        .ToList());

    private static IEnumerable<string> Included(XElement project, string kind) =>
        project.Descendants(kind).Select(reference => reference.Attribute("Include")!.Value);

    private static IReadOnlyList<string> Read(string path, Func<MetadataReader, IReadOnlyList<string>> select)
    {
        using var file = new PEReader(File.OpenRead(path));
        return select(file.GetMetadataReader());
    }
}
