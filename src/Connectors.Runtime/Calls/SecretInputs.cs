using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Calls;

/// <summary>
/// Where the input of a connector has values of type <see cref="Secret"/>. Such a value is one even when the model does not write the name of
/// a secret there, but for example takes it from a variable.
/// </summary>
/// <remarks>Found in the JSON and not in the bound object: what cannot be bound is kept, too.</remarks>
internal sealed class SecretInputs
{
    private static readonly ConcurrentDictionary<Type, SecretInputs> Known = [];

    private readonly Dictionary<string, List<SecretInputs>> _children = new(StringComparer.OrdinalIgnoreCase);
    private SecretInputs? _anyChild;
    private SecretInputs? _item;
    private bool _isSecret;
    private bool _leadsToSecret;

    private SecretInputs() { }

    public static SecretInputs Of(Type input) => Known.GetOrAdd(input, static type =>
    {
        var inputs = Explore(type, []);
        inputs._leadsToSecret = inputs.LeadsToSecret([]);
        return inputs;
    });

    /// <summary>Tells the redactor of each secret in the variables.</summary>
    /// <param name="variables">A UTF-8 JSON object, before secrets are filled in.</param>
    public void AddTo(Redactor redactor, ReadOnlyMemory<byte> variables)
    {
        if (!_leadsToSecret)
            return;
        try
        {
            using var document = JsonDocument.Parse(variables, new JsonDocumentOptions { MaxDepth = ConnectorJson.LevelsAtMost });
            Add(redactor, document.RootElement);
        }
        catch (JsonException)
        {
            // Not to be bound either; the journal shows nothing of it, see SensitiveNames.
        }
    }

    private void Add(Redactor redactor, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                    (_item ?? this).Add(redactor, item);
                break;
            // One value where a list is wanted is bound, too.
            case not JsonValueKind.Array when _item is not null:
                _item.Add(redactor, value);
                break;
            case JsonValueKind.Object:
                AddProperties(redactor, value);
                break;
            case JsonValueKind.String when _isSecret && value.GetString() is { } text && !SecretSyntax.Mentions(text):
                redactor.Add(new Secret(text));
                break;
            case JsonValueKind.Number when _isSecret:
                redactor.Add(new Secret(value.GetRawText()));
                break;
        }
    }

    private void AddProperties(Redactor redactor, JsonElement map)
    {
        foreach (var property in map.EnumerateObject())
        {
            _anyChild?.Add(redactor, property.Value);
            foreach (var child in _children.GetValueOrDefault(property.Name) ?? [])
                child.Add(redactor, property.Value);
        }
    }

    private bool LeadsToSecret(HashSet<SecretInputs> seen) =>
        seen.Add(this)
        && (_isSecret
            || (_anyChild?.LeadsToSecret(seen) ?? false)
            || (_item?.LeadsToSecret(seen) ?? false)
            || _children.Values.Any(children => children.Any(child => child.LeadsToSecret(seen))));

    private static SecretInputs Explore(Type type, Dictionary<Type, SecretInputs> explored)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (explored.TryGetValue(type, out var known))
            return known;

        var inputs = explored[type] = new SecretInputs { _isSecret = type == typeof(Secret) };
        var contract = ConnectorJson.Options.GetTypeInfo(type);
        switch (contract.Kind)
        {
            case JsonTypeInfoKind.Object:
                inputs.AddChildren(contract, explored);
                break;
            case JsonTypeInfoKind.Enumerable:
                inputs._item = Explore(contract.ElementType!, explored);
                break;
            case JsonTypeInfoKind.Dictionary:
                inputs._anyChild = Explore(contract.ElementType!, explored);
                break;
        }

        return inputs;
    }

    private void AddChildren(JsonTypeInfo contract, Dictionary<Type, SecretInputs> explored)
    {
        foreach (var property in contract.Properties)
        {
            // Cases of a choice may have the same name for different things: what is secret in one of them is.
            if (!_children.TryGetValue(property.Name, out var children))
                _children[property.Name] = children = [];
            children.Add(Explore(property.PropertyType, explored));
        }

        foreach (var derived in contract.PolymorphismOptions?.DerivedTypes ?? [])
        {
            if (derived.DerivedType != contract.Type)
                AddChildren(ConnectorJson.Options.GetTypeInfo(derived.DerivedType), explored);
        }
    }
}
