using System.Text.Json;
using Fairlead.Connectors.Sdk;
using MailKit.Search;
using MimeKit;

namespace Fairlead.Connectors.Email.Reading;

/// <summary>What is looked for: <c>{field, value}</c>, or <c>{operator, criteria}</c> with more of both.</summary>
internal abstract record MailSearch
{
    private const int LevelsAtMost = 20;
    private const string Shape =
        "{field, value} with the field FROM, SUBJECT or BODY, or {operator, criteria} with the operator AND or OR and a list of criteria";

    private MailSearch() { }

    /// <summary>Of the three, the one that needs the content of the mail.</summary>
    public abstract bool NeedsBody { get; }

    /// <param name="field">For what is wrong with it.</param>
    /// <exception cref="ConnectorInputException">It has another shape.</exception>
    public static MailSearch Read(string field, JsonElement? given)
    {
        if (given is not { } criteria || criteria.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
            throw new ConnectorInputException($"{field}: expected {Shape}, but it is missing.");
        if (criteria.ValueKind is not JsonValueKind.String)
            return Read(field, criteria, LevelsAtMost);
        try
        {
            return Read(field, JsonElement.Parse(criteria.GetString()!), LevelsAtMost);
        }
        catch (JsonException)
        {
            throw Refuse(field);
        }
    }

    /// <summary>For a server that searches itself.</summary>
    public abstract SearchQuery ToQuery();

    /// <summary>For one that does not.</summary>
    /// <param name="headers">Of the mail.</param>
    /// <param name="message">Null where nobody asks for the body.</param>
    public abstract bool Fits(HeaderList headers, MimeMessage? message);

    private static MailSearch Read(string field, JsonElement criteria, int levelsLeft)
    {
        if (criteria.ValueKind is not JsonValueKind.Object || levelsLeft is 0)
            throw Refuse(field);
        if (TextOf(criteria, "operator") is { } joined)
        {
            if (!criteria.TryGetProperty("criteria", out var list) || list.ValueKind is not JsonValueKind.Array || list.GetArrayLength() is 0)
                throw Refuse(field);
            IReadOnlyList<MailSearch> parts = [.. list.EnumerateArray().Select(one => Read(field, one, levelsLeft - 1))];
            return joined.ToUpperInvariant() switch
            {
                "AND" => new All(parts),
                "OR" => new Any(parts),
                _ => throw Refuse(field),
            };
        }

        var value = TextOf(criteria, "value") ?? throw Refuse(field);
        return TextOf(criteria, "field")?.ToUpperInvariant() switch
        {
            "FROM" => new From(value),
            "SUBJECT" => new Subject(value),
            "BODY" => new Body(value),
            _ => throw Refuse(field),
        };
    }

    private static string? TextOf(JsonElement criteria, string name) =>
        criteria.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString()!.Trim() : null;

    private static ConnectorInputException Refuse(string field) => new($"{field}: expected {Shape}.");

    private static bool Has(string? text, string wanted) => text?.Contains(wanted, StringComparison.OrdinalIgnoreCase) is true;

    private sealed record From(string Value) : MailSearch
    {
        public override bool NeedsBody => false;

        public override SearchQuery ToQuery() => SearchQuery.FromContains(Value);

        public override bool Fits(HeaderList headers, MimeMessage? message) => Has(headers[HeaderId.From], Value);
    }

    private sealed record Subject(string Value) : MailSearch
    {
        public override bool NeedsBody => false;

        public override SearchQuery ToQuery() => SearchQuery.SubjectContains(Value);

        public override bool Fits(HeaderList headers, MimeMessage? message) => Has(headers[HeaderId.Subject], Value);
    }

    private sealed record Body(string Value) : MailSearch
    {
        public override bool NeedsBody => true;

        public override SearchQuery ToQuery() => SearchQuery.BodyContains(Value);

        public override bool Fits(HeaderList headers, MimeMessage? message) =>
            message is not null && (Has(message.TextBody, Value) || Has(message.HtmlBody, Value));
    }

    private sealed record All(IReadOnlyList<MailSearch> Parts) : MailSearch
    {
        public override bool NeedsBody => Parts.Any(part => part.NeedsBody);

        public override SearchQuery ToQuery() => Parts.Select(part => part.ToQuery()).Aggregate(SearchQuery.And);

        public override bool Fits(HeaderList headers, MimeMessage? message) => Parts.All(part => part.Fits(headers, message));
    }

    private sealed record Any(IReadOnlyList<MailSearch> Parts) : MailSearch
    {
        public override bool NeedsBody => Parts.Any(part => part.NeedsBody);

        public override SearchQuery ToQuery() => Parts.Select(part => part.ToQuery()).Aggregate(SearchQuery.Or);

        public override bool Fits(HeaderList headers, MimeMessage? message) => Parts.Any(part => part.Fits(headers, message));
    }
}
