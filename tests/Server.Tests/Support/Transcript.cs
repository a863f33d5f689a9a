using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using static System.FormattableString;

namespace Fairlead.Server.Tests.Support;

/// <summary>What was asked and answered, with keys, times and ports masked. Equal keys keep equal names.</summary>
internal sealed partial class Transcript(HttpClient http)
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly StringBuilder _text = new();
    private readonly Dictionary<string, string> _names = [];

    public override string ToString() => _text.ToString();

    /// <summary>Asks, and writes both down.</summary>
    /// <returns>The answer's body.</returns>
    public async Task<JsonElement> AskAsync(string method, string path, string? body, CancellationToken cancellation)
    {
        using var content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return await AskAsync(method, path, content, body, cancellation);
    }

    /// <param name="written">How the body is written down.</param>
    public async Task<JsonElement> AskAsync(
        string method, string path, HttpContent? content, string? written, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = content };
        using var response = await http.SendAsync(request, cancellation);
        var answer = await response.Content.ReadAsStringAsync(cancellation);
        Write(method, path, written, response, answer);
        return answer.StartsWith('{') ? JsonElement.Parse(answer) : default;
    }

    private void Write(string method, string path, string? written, HttpResponseMessage response, string answer)
    {
        _text.AppendLine(CultureInfo.InvariantCulture, $"{method} {Mask(path)}");
        if (written is not null)
            _text.AppendLine(Mask(written));
        var type = response.Content.Headers.ContentType is { MediaType: { } media } ? " " + media : "";
        _text.AppendLine(CultureInfo.InvariantCulture, $"→ {(int)response.StatusCode}{type}");
        if (answer.StartsWith('{'))
            _text.AppendLine(Mask(JsonSerializer.Serialize(JsonElement.Parse(answer), Readable)));
        else if (answer.Length > 0)
            _text.AppendLine(Mask(answer));
        _text.AppendLine();
    }

    private string Mask(string text)
    {
        var masked = Cursor().Replace(text, "$1«cursor»$2");
        masked = Moment().Replace(masked, "«time»");
        masked = Deadline().Replace(masked, "$1«time»");
        masked = Port().Replace(masked, "$1«port»");
        return Key().Replace(masked, match => Name(match.Value));
    }

    private string Name(string key)
    {
        if (!_names.TryGetValue(key, out var name))
            _names[key] = name = Invariant($"«key {_names.Count + 1}»");
        return name;
    }

    [GeneratedRegex("""("(?:startCursor|endCursor|cursor)": ")[^"]+(")""")]
    private static partial Regex Cursor();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")]
    private static partial Regex Moment();

    [GeneratedRegex("""("deadline": )\d+""")]
    private static partial Regex Deadline();

    [GeneratedRegex("""("port": |127\.0\.0\.1:)\d+""")]
    private static partial Regex Port();

    [GeneratedRegex(@"(?<!\d)22517998136\d{5,}(?!\d)")]
    private static partial Regex Key();
}
