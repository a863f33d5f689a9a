using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization.Metadata;

using Fairlead.Bpmn;

namespace Fairlead.Connectors.Runtime.Checking;

/// <summary>Finds inputs that a connector needs and that no mapping gives, or gives empty.</summary>
internal static class InputCheck
{
    public static void Check(FlowNode element, JsonTypeInfo input, Findings findings)
    {
        // Without any mapping the variables of the process are meant to be the inputs.
        if (element.Inputs.Count > 0)
            Check(element, input, "", findings);
    }

    private static void Check(FlowNode element, JsonTypeInfo type, string path, Findings findings)
    {
        if (type.Kind is not JsonTypeInfoKind.Object)
            return;
        if (type.PolymorphismOptions is { } choice)
        {
            if (Chosen(element, type, choice, path) is { } chosen && chosen.Type != type.Type)
                Check(element, chosen, path, findings);
            return;
        }

        foreach (var property in type.Properties.Where(property => property.Set is not null || property.AssociatedParameter is not null))
        {
            var name = path.Length > 0 ? $"{path}.{property.Name}" : property.Name;
            if (IsRequired(property) && EmptyReason(element, name) is { } reason)
                findings.Warn(
                    "INPUT_EMPTY", $"The connector needs the input {name}, but {reason}: the call would be refused.", element.Id, element.Line);
            else if (element.Inputs.Any(mapping => IsBelow(mapping.Target, name)))
                Check(element, type.Options.GetTypeInfo(property.PropertyType), name, findings);
        }
    }

    private static bool IsRequired(JsonPropertyInfo property) =>
        property.IsRequired || property.AttributeProvider?.IsDefined(typeof(RequiredAttribute), inherit: true) is true;

    /// <summary>The end of a sentence; null when something is given, or may be.</summary>
    private static string? EmptyReason(FlowNode element, string name)
    {
        foreach (var mapping in element.Inputs)
        {
            if (IsSame(mapping.Target, name))
                return mapping.Source.Value.Trim() is "" or "null" && (mapping.Source.IsExpression || mapping.Source.Value.Trim().Length is 0)
                    ? "its mapping is empty"
                    : null;
            // The object around it, as an expression gives it.
            if (IsBelow(name, mapping.Target) || IsBelow(mapping.Target, name))
                return null;
        }

        return "no mapping gives it";
    }

    private static JsonTypeInfo? Chosen(FlowNode element, JsonTypeInfo type, JsonPolymorphismOptions choice, string path)
    {
        var discriminator = path.Length > 0 ? $"{path}.{choice.TypeDiscriminatorPropertyName}" : choice.TypeDiscriminatorPropertyName;
        var mapping = element.Inputs.FirstOrDefault(own => IsSame(own.Target, discriminator));
        if (mapping is null || mapping.Source.IsExpression)
            return null;
        var derived = choice.DerivedTypes.FirstOrDefault(own =>
            string.Equals($"{own.TypeDiscriminator}", mapping.Source.Value.Trim(), StringComparison.OrdinalIgnoreCase));
        return derived.DerivedType is null ? null : type.Options.GetTypeInfo(derived.DerivedType);
    }

    private static bool IsSame(string target, string name) => string.Equals(target, name, StringComparison.OrdinalIgnoreCase);

    private static bool IsBelow(string target, string name) => target.StartsWith(name + ".", StringComparison.OrdinalIgnoreCase);
}
