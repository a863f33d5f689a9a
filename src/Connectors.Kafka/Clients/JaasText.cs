using System.Text.RegularExpressions;

namespace Fairlead.Connectors.Kafka.Clients;

/// <summary>Reads <c>sasl.jaas.config</c>, in which the Java client has its credentials, as the properties that the client here has for it.</summary>
internal static partial class JaasText
{
    private static readonly IReadOnlyDictionary<string, string> Names = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["PlainLoginModule username"] = "sasl.username",
        ["PlainLoginModule password"] = "sasl.password",
        ["ScramLoginModule username"] = "sasl.username",
        ["ScramLoginModule password"] = "sasl.password",
        ["Krb5LoginModule keyTab"] = "sasl.kerberos.keytab",
        ["Krb5LoginModule principal"] = "sasl.kerberos.principal",
        ["OAuthBearerLoginModule clientId"] = "sasl.oauthbearer.client.id",
        ["OAuthBearerLoginModule clientSecret"] = "sasl.oauthbearer.client.secret",
        ["OAuthBearerLoginModule scope"] = "sasl.oauthbearer.scope",
    };

    /// <returns>Empty when it is about a module that is not known here.</returns>
    public static IEnumerable<KeyValuePair<string, string>> Read(string text)
    {
        var module = Module().Match(text).Groups[1].Value;
        foreach (Match option in Option().Matches(text))
        {
            if (Names.TryGetValue($"{module} {option.Groups["name"].Value}", out var name))
                yield return new(name, Unquote(option.Groups["value"].Value));
        }

        if (module is "OAuthBearerLoginModule")
            yield return new("sasl.oauthbearer.method", "oidc");
    }

    private static string Unquote(string value) =>
        value is ['"', .. var inner, '"'] ? Escape().Replace(inner, "$1") : value is ['\'', .. var other, '\''] ? other : value;

    [GeneratedRegex(@"^\s*(?:[\w$]+\.)*([\w$]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Module();

    [GeneratedRegex(@"(?<name>\w+)\s*=\s*(?<value>""(?:[^""\\]|\\.)*""|'[^']*'|[^\s;]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Option();

    [GeneratedRegex(@"\\(.)", RegexOptions.CultureInvariant)]
    private static partial Regex Escape();
}
