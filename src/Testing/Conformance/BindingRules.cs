using System.Text.Json.Nodes;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Testing.Conformance;

/// <summary>How inputs become what the connector works with.</summary>
internal static class BindingRules
{
    public static async IAsyncEnumerable<string> TakesItsSamples(ConformanceSubject subject)
    {
        if (subject.Inputs.Count is 0)
            yield return "inputs: give an input that works, as JSON.";
        foreach (var inputs in subject.Inputs)
        {
            if (await subject.BindAsync(inputs) is Exception refused)
                yield return $"inputs: {inputs.ToJsonString()} is refused: {refused.Message}";
        }
    }

    /// <remarks>Whatever is missed, by its type, by an annotation or by the connector itself, is to be named.</remarks>
    public static async IAsyncEnumerable<string> NamesWhatIsMissing(ConformanceSubject subject)
    {
        using var harness = subject.MakesCalls ? subject.Harness() : null;
        var required = InputField.CasesOf(subject.Input).Count is 0 ? Required(subject.Input) : [];
        foreach (var (name, inputs) in subject.Inputs.Append([]).SelectMany(Without).Concat(required.Select(name => (name, new JsonObject()))))
        {
            var failure = await subject.BindAsync(inputs) as Exception;
            if (failure is null && harness is not null)
                failure = (await harness.RunAsync(inputs.ToJsonString())).Failure as ConnectorInputException;
            if (failure is not null && !failure.Message.Contains(name, StringComparison.OrdinalIgnoreCase))
                yield return $"{name}: it is missed in {inputs.ToJsonString()}, but not named: {failure.Message}";
        }
    }

    /// <summary>Each case is found by its name, in any case of its letters, and writes its name again.</summary>
    public static async IAsyncEnumerable<string> TakesEveryCase(ConformanceSubject subject)
    {
        foreach (var (path, type) in DeclarationRules.Choices(subject))
        {
            var choice = ConnectorJson.Options.GetTypeInfo(type).PolymorphismOptions!;
            foreach (var derived in choice.DerivedTypes.Where(derived => derived.TypeDiscriminator is string))
            {
                var name = (string)derived.TypeDiscriminator!;
                var required = Required(derived.DerivedType).ToList();
                var bound = await BindAsync(type, new JsonObject { [choice.TypeDiscriminatorPropertyName] = name.ToUpperInvariant() });
                if (bound is ConnectorInputException refused)
                {
                    foreach (var field in required.Where(field => !refused.Message.Contains(field, StringComparison.Ordinal)))
                        yield return $"{path}({name}).{field}: it is required, but the refusal of a choice without it does not name it.";
                    if (refused.Message.Contains($"{choice.TypeDiscriminatorPropertyName}: expected one of", StringComparison.Ordinal))
                        yield return $"{path}({name}): it is not found by its name.";
                }
                else if (bound is Exception other)
                {
                    yield return $"{path}({name}): it leads to {other.GetType().Name} in place of a refusal.";
                }
                else if (bound.GetType() != derived.DerivedType)
                {
                    yield return $"{path}({name}): it becomes {bound.GetType().Name} in place of {derived.DerivedType.Name}.";
                }
                else if (Written(bound, type)[choice.TypeDiscriminatorPropertyName]?.GetValue<string>() != name)
                {
                    yield return $"{path}({name}): written as JSON it has another name.";
                }
            }
        }
    }

    private static IEnumerable<(string Name, JsonObject Inputs)> Without(JsonObject inputs)
    {
        foreach (var (name, _) in inputs)
        {
            var rest = inputs.DeepClone().AsObject();
            rest.Remove(name);
            yield return (name, rest);
        }
    }

    private static IEnumerable<string> Required(Type type) => InputField.Of(type)
        .Where(field => field.IsRequired && !field.MayBeNull && !field.Path.Contains('.', StringComparison.Ordinal))
        .Select(field => field.Property.Name);

    private static async Task<object> BindAsync(Type type, JsonObject inputs)
    {
        var binding = Task.Run(() => ConnectorJson.Bind(System.Text.Encoding.UTF8.GetBytes(inputs.ToJsonString()), type));
        await ((Task)binding).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return binding.Exception?.InnerException ?? await binding;
    }

    private static JsonObject Written(object value, Type type) =>
        System.Text.Json.JsonSerializer.SerializeToNode(value, type, ConnectorJson.Options)!.AsObject();
}
