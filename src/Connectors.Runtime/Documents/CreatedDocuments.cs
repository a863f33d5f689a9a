using System.Text;
using System.Text.Json;

using Fairlead.Connectors.Sdk;
using Fairlead.Feel;

namespace Fairlead.Connectors.Runtime.Documents;

/// <summary>Stores what <c>createDocument</c> asked for in an expression, and puts references in its place.</summary>
internal static class CreatedDocuments
{
    public const string Invalid = "CREATE_DOCUMENT_INVALID";

    /// <param name="asked">What the evaluation asked for.</param>
    /// <param name="value">What it gave.</param>
    /// <param name="what">For example "The result expression".</param>
    /// <exception cref="ConnectorException">A document cannot be made of what the expression says, or cannot be stored.</exception>
    public static async ValueTask<FeelValue> StoreAsync(
        FeelDocuments asked, FeelValue value, string what, CallDocuments documents, CancellationToken cancellation)
    {
        if (asked.Requested.Count is 0)
            return value;
        if (asked.IsRequest(value, out _))
            throw Refuse(what, "it is createDocument(…) and nothing else; put it under a name: {file: createDocument(…)}");
        if (asked.IsSpoiled(value))
            throw Refuse(what, "it makes text of what createDocument gives; use it only as a value of its own");

        // All that cannot be is found before anything is stored.
        var contents = asked.FindIn(value).ToDictionary(index => index, index => ContentOf(asked.Requested[index], what));
        var stored = new Dictionary<int, FeelValue>();
        foreach (var (index, content) in contents)
        {
            var document = await documents.CreateAsync(new MemoryStream(content.Bytes), content.Type, content.Name, cancellation);
            stored[index] = FeelValue.FromJson(JsonSerializer.SerializeToUtf8Bytes(document, ConnectorJson.Options));
        }

        return asked.Replace(value, index => stored[index]);
    }

    private static (byte[] Bytes, string? Type, string? Name) ContentOf(FeelValue asked, string what)
    {
        if (asked.TryGetString(out var base64))
            return (Decode(base64, what), null, null);
        if (!asked.TryGetContext(out var about))
            throw Refuse(what, $"it calls createDocument with a {asked.Kind}; give base64 text, or {{content, name, contentType}}");

        var type = TextOf(about, "contentType");
        var name = TextOf(about, "name") ?? TextOf(about, "fileName");
        if (TextOf(about, "text") is { } text)
            return (Encoding.UTF8.GetBytes(text), type ?? "text/plain; charset=utf-8", name);
        if (!Has(about, "content", out var content) && !Has(about, "data", out content))
            throw Refuse(what, "it calls createDocument with an object that has neither content nor data nor text");
        return content.TryGetString(out base64)
            ? (Decode(base64, what), type, name)
            : (content.ToJson(), type ?? "application/json", name);
    }

    private static byte[] Decode(string base64, string what)
    {
        try
        {
            return Convert.FromBase64String(base64);
        }
        catch (FormatException)
        {
            throw Refuse(what, "it calls createDocument with text that is not base64; plain text is given as {text: …}");
        }
    }

    private static bool Has(FeelContext context, string name, out FeelValue value) => context.TryGet(name, out value) && !value.IsNull;

    private static string? TextOf(FeelContext context, string name) =>
        context.TryGet(name, out var value) && value.TryGetString(out var text) ? text : null;

    private static ConnectorException Refuse(string what, string why) =>
        new(Invalid, $"{what} cannot store a document: {why}. [{Invalid}]") { Retry = RetryAdvice.Never };
}
