using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

using Fairlead.Connectors.Sdk;
using Fairlead.Testing.Http;

namespace Fairlead.Testing.Conformance;

/// <summary>A connector under the eyes of the rules.</summary>
internal sealed class ConformanceSubject
{
    private static readonly Type[] Kinds =
        [typeof(IOutboundConnector<,>), typeof(IWebhookConnector<>), typeof(ISubscriptionConnector<>), typeof(IPollingConnector<>)];

    private readonly ConnectorSample _sample;

    public ConformanceSubject(ConnectorSample sample)
    {
        _sample = sample;
        Description = Connector.GetCustomAttribute<ConnectorAttribute>();
        Contracts =
        [
            .. Connector.GetInterfaces().Where(candidate => candidate.IsGenericType
                && Kinds.Contains(candidate.GetGenericTypeDefinition())),
        ];
    }

    public Type Connector => _sample.Connector;

    public ConnectorAttribute? Description { get; }

    /// <summary>What it implements of the SDK; one in a connector that can be used.</summary>
    public IReadOnlyList<Type> Contracts { get; }

    public bool IsUsable => Description is not null && Contracts.Count is 1;

    public string JobType => Description?.JobType ?? "";

    public bool MakesCalls => Contracts[0].GetGenericTypeDefinition() == typeof(IOutboundConnector<,>);

    public Type Input => Contracts[0].GetGenericArguments()[0];

    /// <summary>Null for one that receives.</summary>
    public Type? Output => MakesCalls ? Contracts[0].GetGenericArguments()[1] : null;

    public IReadOnlyList<JsonObject> Inputs => [.. _sample.Inputs.Select(text => JsonNode.Parse(text)!.AsObject())];

    public bool Waives(ConformanceWaiver waiver, string rule, string problem) =>
        waiver.JobType == JobType && waiver.Rule == rule && problem.StartsWith(waiver.Place + ":", StringComparison.Ordinal);

    /// <summary>A harness whose other side answers everything.</summary>
    public ConnectorHarness Harness(Func<HttpRequestSent, HttpReply>? reply = null)
    {
        var harness = new ConnectorHarness(Connector, _sample.Services);
        harness.Http.Answer("*", reply ?? (_ => HttpReply.Json(200, _sample.Answer)));
        return harness;
    }

    /// <returns>What was bound, or the refusal, or another exception, which no input may lead to.</returns>
    public async Task<object> BindAsync(JsonNode? inputs)
    {
        var binding = Task.Run(() => ConnectorJson.Bind(Encoding.UTF8.GetBytes(inputs?.ToJsonString() ?? "null"), Input));
        await ((Task)binding).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return binding.Exception?.InnerException ?? await binding;
    }

    /// <summary>The fields of the input with all that is in them.</summary>
    public IReadOnlyList<InputField> Fields() => [.. InputField.Of(Input)];
}

/// <summary>A property that JSON can fill.</summary>
/// <param name="Path">For example <c>authentication(basic).password</c>: names, and in parentheses the case of a choice.</param>
/// <param name="Property">As the serializer sees it.</param>
internal sealed record InputField(string Path, JsonPropertyInfo Property)
{
    private const int LevelsAtMost = 12;

    public Type Type => Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType;

    public bool IsRequired => Property.IsRequired || Property.AssociatedParameter is { HasDefaultValue: false };

    public bool MayBeNull => Property.AssociatedParameter?.IsNullable ?? Property.IsSetNullable;

    public string? Label => (Property.AttributeProvider?.GetCustomAttributes(typeof(FieldAttribute), inherit: true).FirstOrDefault() as FieldAttribute)?.Label;

    public static IEnumerable<InputField> Of(Type type) => Within(type, "", []);

    /// <summary>The cases of a choice; empty for what is none.</summary>
    public static IReadOnlyList<JsonDerivedType> CasesOf(Type type) =>
        [.. ConnectorJson.Options.GetTypeInfo(type).PolymorphismOptions?.DerivedTypes ?? []];

    private static IEnumerable<InputField> Within(Type type, string path, IReadOnlyList<Type> above)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        var info = ConnectorJson.Options.GetTypeInfo(bare);
        if (above.Contains(bare) || above.Count > LevelsAtMost)
            return [];
        IReadOnlyList<Type> below = [.. above, bare];
        return info.Kind switch
        {
            JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary => Within(info.ElementType!, path, below),
            JsonTypeInfoKind.None => [],
            JsonTypeInfoKind.Object when info.PolymorphismOptions is { } choice => choice.DerivedTypes.SelectMany(
                derived => Properties(ConnectorJson.Options.GetTypeInfo(derived.DerivedType), $"{path}({derived.TypeDiscriminator})", below)),
            JsonTypeInfoKind.Object => Properties(info, path, below),
        };
    }

    private static IEnumerable<InputField> Properties(JsonTypeInfo info, string path, IReadOnlyList<Type> above) => info.Properties
        .Where(property => property.Set is not null || property.AssociatedParameter is not null)
        .Select(property => new InputField(path.Length is 0 ? property.Name : $"{path}.{property.Name}", property))
        .SelectMany(field => Within(field.Property.PropertyType, field.Path, above).Prepend(field));
}
