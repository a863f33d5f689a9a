using System.Text;
using System.Text.Json;

namespace Fairlead.Broker.Search.Tables;

/// <summary>Headers in a column: a JSON object of texts.</summary>
internal static class HeaderText
{
    /// <param name="pairs">Names and values in turn; the last value of a name counts.</param>
    public static string Write(IReadOnlyList<string> pairs)
    {
        var headers = new Dictionary<string, string>();
        for (var i = 0; i + 1 < pairs.Count; i += 2)
            headers[pairs[i]] = pairs[i + 1];

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in headers)
                writer.WriteString(name, value);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>Adds those of a column, in place of others of the same names.</summary>
    public static void ReadInto(Dictionary<string, string> headers, string json)
    {
        using var document = JsonDocument.Parse(json);
        foreach (var header in document.RootElement.EnumerateObject())
            headers[header.Name] = header.Value.GetString() ?? "";
    }
}
