using System.Text.Json.Nodes;

using Fairlead.Connectors.Templates;

namespace Fairlead.Templates.Tests;

/// <summary>What somebody fills into a form: what must be there, and what a connector cannot do without although no form insists.</summary>
internal static class FormValues
{
    /// <summary>Of all connectors, or behind the name of one; by what they are bound to.</summary>
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["correlationKey"] = "=orderId",
        ["correlationKeyExpression"] = "=\"K\"",
        ["deduplicationId"] = "orders",
        ["inbound.context"] = "orders",
        ["url"] = "https://api.example.com/",
        ["authentication.oauthTokenEndpoint"] = "https://login.example.com/token",
        ["http-polling/httpRequestInterval"] = "PT10S",
        ["kafka-inbound/schemaStrategy.schema"] = "\"string\"",
        ["schedule/interval"] = "R/PT1H",
        ["webhook/inbound.hmacSecret"] = "bG9uZy1zZWNyZXQtbG9uZy1zZWNyZXQ=",
        ["webhook/inbound.hmacHeader"] = "X-Signature",
    };

    /// <summary>Null for what is left as it is.</summary>
    /// <param name="property">Of a template.</param>
    /// <param name="chosen">Ids of properties with what is chosen there.</param>
    public static JsonNode? Of(ConnectorForm form, JsonObject property, IReadOnlyDictionary<string, JsonNode> chosen)
    {
        var binding = property["binding"]!.AsObject();
        var name = (binding["name"] ?? binding["key"] ?? binding["property"])!.GetValue<string>();
        if (name is "connection.uri")
            return UriOf(chosen.TryGetValue("database", out var database) ? database.GetValue<string>() : "MARIADB");
        // A preset brings its own.
        if (name is "inbound.hmacHeader" && chosen.ContainsKey("hmacPreset"))
            return null;
        if (Known.TryGetValue($"{form.Slug}/{name}", out var own) || Known.TryGetValue(name, out own))
            return own;
        if (property["value"] is not null || property["generatedValue"] is not null || !IsRequired(property))
            return null;

        var field = form.Fields.FirstOrDefault(field => field.Path == name || $"inbound.{field.Path}" == name);
        if (field?.Example is { } example)
            return example;
        return property["type"]!.GetValue<string>() switch
        {
            "Number" => 1,
            _ when property["feel"]?.GetValue<string>() is "required" => "=[\"something\"]",
            _ => "something",
        };
    }

    private static string UriOf(string database) => database switch
    {
        "MSSQL" => "jdbc:sqlserver://db.example.com:1433;databaseName=shop",
        "ORACLE" => "jdbc:oracle:thin:@//db.example.com:1521/shop",
        "SQLITE" => "jdbc:sqlite:shop.db",
        _ => $"jdbc:{database.ToLowerInvariant()}://db.example.com/shop?user=ada&password=long-password",
    };

    private static bool IsRequired(JsonObject property) => property["constraints"]?["notEmpty"]?.GetValue<bool>() is true;
}
