using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Server.Plugins;

/// <summary>What a file says of itself, read without running anything of it.</summary>
/// <param name="File">Its path.</param>
/// <param name="Name">Of the assembly; of the file when it is none.</param>
/// <param name="References">What it was built against.</param>
/// <param name="HasConnectors">Whether a class has <see cref="ConnectorAttribute"/>.</param>
/// <param name="Problem">Why it cannot be read; null when it can.</param>
internal sealed record PluginAssembly(
    string File, string Name, IReadOnlyList<AssemblyName> References, bool HasConnectors, string? Problem)
{
    public static PluginAssembly Read(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        try
        {
            using var stream = System.IO.File.OpenRead(file);
            using var image = new PEReader(stream);
            if (!image.HasMetadata)
                return new(file, name, [], HasConnectors: false, Problem: null);
            var metadata = image.GetMetadataReader();
            return new(
                file,
                metadata.IsAssembly ? metadata.GetString(metadata.GetAssemblyDefinition().Name) : name,
                [.. metadata.AssemblyReferences.Select(handle => metadata.GetAssemblyReference(handle).GetAssemblyName())],
                metadata.TypeDefinitions.Any(handle => HasAttribute(metadata, metadata.GetTypeDefinition(handle))),
                Problem: null);
        }
        catch (Exception broken) when (broken is BadImageFormatException or IOException or UnauthorizedAccessException)
        {
            return new(file, name, [], HasConnectors: false, broken.Message.TrimEnd('.'));
        }
    }

    private static bool HasAttribute(MetadataReader metadata, TypeDefinition type) => type.GetCustomAttributes()
        .Select(handle => metadata.GetCustomAttribute(handle).Constructor)
        .Where(constructor => constructor.Kind is HandleKind.MemberReference)
        .Select(constructor => metadata.GetMemberReference((MemberReferenceHandle)constructor).Parent)
        .Where(parent => parent.Kind is HandleKind.TypeReference)
        .Select(parent => metadata.GetTypeReference((TypeReferenceHandle)parent))
        .Any(attribute => metadata.GetString(attribute.Name) == nameof(ConnectorAttribute)
            && metadata.GetString(attribute.Namespace) == typeof(ConnectorAttribute).Namespace);
}
