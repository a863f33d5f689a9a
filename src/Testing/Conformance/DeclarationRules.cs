using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Testing.Conformance;

/// <summary>What can be seen in the types alone.</summary>
internal static partial class DeclarationRules
{
    private const int NameAtMost = 40;
    private const int DescriptionAtMost = 160;

    private static readonly string[] SecretWords =
        ["token", "password", "passphrase", "secret", "credential", "credentials"];

    private static readonly string[] SecretKeys =
        ["api", "access", "private", "secret", "shared", "signing", "account", "encryption"];

    public static IEnumerable<string> DescribesItself(ConformanceSubject subject)
    {
        if (subject.Description is not { } description)
        {
            yield return $"class: it has no [{nameof(ConnectorAttribute).Replace("Attribute", "", StringComparison.Ordinal)}].";
            yield break;
        }

        if (subject.Contracts.Count is not 1)
            yield return "class: it must implement one of IOutboundConnector, IWebhookConnector, ISubscriptionConnector and IPollingConnector, and that once.";
        if (description.JobType.Length is 0 || description.JobType.Any(char.IsWhiteSpace))
            yield return "type: expected a job type without spaces, such as com.example:greeting:1.";
        if (description.Name.Trim().Length is 0 or > NameAtMost)
            yield return $"name: expected 1 to {NameAtMost} characters, but it has {description.Name.Trim().Length}.";
        if (description.Description.Trim() is not { Length: > 1 and <= DescriptionAtMost } sentence || !sentence.EndsWith('.'))
            yield return $"description: expected a sentence of at most {DescriptionAtMost} characters that ends with a full stop.";
    }

    public static IEnumerable<string> ServesATypeOfItsOwn(ConformanceSubject subject, IReadOnlyList<ConformanceSubject> all) => all
        .Where(other => other != subject && other.JobType == subject.JobType)
        .Select(other => $"type: {other.Connector.Name} serves {subject.JobType}, too.");

    public static IEnumerable<string> LabelsEveryField(ConformanceSubject subject) => subject.Fields()
        .Where(field => string.IsNullOrWhiteSpace(field.Label))
        .Select(field => $"{field.Path}: it has no [Field(\"…\")], so a form cannot show it.");

    public static IEnumerable<string> TypesSecretsAsSecrets(ConformanceSubject subject) => subject.Fields()
        .Where(field => field.Type == typeof(string) && MeansASecret(field.Property.Name))
        .Select(field => $"{field.Path}: by its name it is a secret, but its type is string, which logs and records print. Use {nameof(Secret)}.");

    public static IEnumerable<string> ClosesEveryChoice(ConformanceSubject subject)
    {
        foreach (var (path, type) in Choices(subject))
        {
            var cases = InputField.CasesOf(type);
            if (!type.IsAbstract)
                yield return $"{path}: {type.Name} is not abstract, so there is a case without a name.";
            if (type.GetConstructors().Length > 0)
                yield return $"{path}: {type.Name} has a public constructor, so others can add cases that no form knows.";
            if (cases.Any(derived => derived.TypeDiscriminator is not string { Length: > 0 }))
                yield return $"{path}: every case of {type.Name} needs a name that is text.";
            if (cases.DistinctBy(derived => $"{derived.TypeDiscriminator}", StringComparer.OrdinalIgnoreCase).Count() < cases.Count)
                yield return $"{path}: two cases of {type.Name} have the same name but for upper and lower case.";
        }
    }

    public static IEnumerable<string> OpensNoConnections(ConformanceSubject subject)
    {
        foreach (var parameter in subject.Connector.GetConstructors().SelectMany(constructor => constructor.GetParameters()))
        {
            if (IsAWayOut(parameter.ParameterType))
                yield return $"{parameter.Name}: the constructor wants a {parameter.ParameterType.Name}. Use {nameof(OutboundCall)}.{nameof(OutboundCall.Http)}.";
        }

        foreach (var field in FieldsOf(subject).Where(field => IsAWayOut(field.FieldType) && !field.Name.StartsWith('<')))
            yield return $"{field.Name}: it keeps a {field.FieldType.Name}. Use {nameof(OutboundCall)}.{nameof(OutboundCall.Http)}.";
    }

    /// <remarks>What a primary constructor captures is left out: the compiler cannot mark it as read-only.</remarks>
    public static IEnumerable<string> KeepsNothing(ConformanceSubject subject) => FieldsOf(subject)
        .Where(field => !field.IsInitOnly && !field.IsLiteral && !CapturedParameter().IsMatch(field.Name))
        .Select(field => $"{field.Name}: one object does all calls at the same time, so its fields must be readonly.");

    public static IEnumerable<string> GivesJson(ConformanceSubject subject) =>
        subject.Output is { } output ? Unwritable(output, "output", []) : [];

    internal static IEnumerable<(string Path, Type Type)> Choices(ConformanceSubject subject) => subject.Fields()
        .Select(field => (field.Path, field.Type))
        .Prepend(("input", subject.Input))
        .Where(place => InputField.CasesOf(place.Item2).Count > 0);

    private static bool MeansASecret(string name)
    {
        var words = Words().Matches(name).Select(word => word.Value.ToLowerInvariant()).ToList();
        return SecretWords.Contains(words[^1])
            || (words[^1] is "key" && (words.Count is 1 || SecretKeys.Contains(words[^2])));
    }

    private static bool IsAWayOut(Type type) =>
        typeof(HttpMessageInvoker).IsAssignableFrom(type)
        || typeof(HttpMessageHandler).IsAssignableFrom(type)
        || type.Name is "IHttpClientFactory" or "IHttpMessageHandlerFactory"
        || typeof(System.Net.Sockets.Socket).IsAssignableFrom(type);

    private static FieldInfo[] FieldsOf(ConformanceSubject subject) => subject.Connector.GetFields(
        BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic);

    private static IEnumerable<string> Unwritable(Type type, string path, IReadOnlyList<Type> above)
    {
        if (above.Contains(type) || type == typeof(object))
            return [];
        if (typeof(Delegate).IsAssignableFrom(type) || typeof(Stream).IsAssignableFrom(type) || typeof(Type).IsAssignableFrom(type)
            || typeof(Task).IsAssignableFrom(type) || type.IsPointer || type == typeof(nint) || type.IsByRefLike)
            return [$"{path}: {type.Name} cannot become JSON."];
        if (type == typeof(Secret) || type == typeof(Secret?))
            return [$"{path}: a secret in an output becomes three stars; leave it out."];

        var info = ConnectorJson.Options.GetTypeInfo(type);
        IReadOnlyList<Type> below = [.. above, type];
        return info.Kind switch
        {
            JsonTypeInfoKind.Object => info.Properties
                .Where(property => property.Get is not null)
                .SelectMany(property => Unwritable(property.PropertyType, $"{path}.{property.Name}", below)),
            JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary => Unwritable(info.ElementType!, path, below),
            JsonTypeInfoKind.None => [],
        };
    }

    [GeneratedRegex("[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")]
    private static partial Regex Words();

    [GeneratedRegex("^<.*>P$")]
    private static partial Regex CapturedParameter();
}
