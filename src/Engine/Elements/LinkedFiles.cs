using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

using Fairlead.Bpmn;
using Fairlead.Engine.Model;
using Fairlead.Engine.Running;
using Fairlead.Engine.Tables;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Elements;

/// <summary>Finds the forms and other files that elements refer to, in the version that each is bound to.</summary>
internal static class LinkedFiles
{
    private const string FormHeader = "io.camunda.zeebe:formKey";
    private const string LinksHeader = "linkedResources";

    /// <summary>The form of a user task.</summary>
    /// <param name="key">Of the version to show; valid when there is no problem.</param>
    public static Problem? FindForm(Execution x, ElementInstance element, FileNode form, VisibleVariables variables, out ResourceKey key) =>
        Find(x, element, form, ResourceKind.Form, variables, Problem.FormNotFound, out key);

    /// <summary>Adds what a worker needs to know of forms and files to the headers of its job.</summary>
    /// <param name="headers">Names and values in turn; null when there are none.</param>
    public static Problem? AddHeaders(
        Execution x, ElementInstance element, JobNode node, VisibleVariables variables, ref List<string>? headers)
    {
        if (node.Form is { } form)
        {
            if (FindForm(x, element, form, variables, out var key) is { } noForm) return noForm;
            (headers ??= []).AddRange([FormHeader, Text(key)]);
        }

        if (node.Links.Length == 0) return null;
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartArray();
            foreach (var link in node.Links)
            {
                if (Find(x, element, link.File, link.IsForm ? ResourceKind.Form : ResourceKind.Other, variables, Problem.ResourceNotFound, out var key) is { } noFile) return noFile;
                writer.WriteStartObject();
                writer.WriteString("resourceKey", Text(key));
                writer.WriteString("resourceType", link.Type);
                writer.WriteString("linkName", link.Name);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        (headers ??= []).AddRange([LinksHeader, Encoding.UTF8.GetString(json.WrittenSpan)]);
        return null;
    }

    /// <summary>The version of a file that a definition means.</summary>
    public static DeployedResource? Find(State state, ResourceKind kind, string id, FileNode file, Definition definition) =>
        file.Binding switch
        {
            CallBinding.Latest => state.LatestResource(definition.Tenant, kind, id),
            CallBinding.Deployment => state.VersionsOfResource(definition.Tenant, kind, id)
                .LastOrDefault(version => version.Deployment == definition.Deployment),
            _ => state.VersionsOfResource(definition.Tenant, kind, id).LastOrDefault(version => version.VersionTag == file.VersionTag),
        };

    private static string Text(ResourceKey key) => key.Value.ToString(CultureInfo.InvariantCulture);

    /// <param name="notFound">Makes the problem from a sentence.</param>
    private static Problem? Find(
        Execution x,
        ElementInstance element,
        FileNode file,
        ResourceKind kind,
        VisibleVariables variables,
        Func<string, Problem> notFound,
        out ResourceKey key)
    {
        key = default;
        var word = VersionedKinds.Of(kind);
        if (Evaluations.Text(x, file.Id, variables, $"{word} id", out var id) is { } noId) return noId;
        if (Find(x.State, kind, id, file, x.State.Definition(element.Definition)!) is { } found)
        {
            key = found.Key;
            return null;
        }

        return notFound(file.Binding switch
        {
            CallBinding.Latest => $"There is no {word} '{id}': deploy it and resolve the incident.",
            CallBinding.Deployment =>
                $"There is no {word} '{id}' that was deployed together with the process: deploy them together, or bind it otherwise.",
            _ => $"There is no {word} '{id}' with version tag '{file.VersionTag}': deploy it and resolve the incident.",
        });
    }
}
