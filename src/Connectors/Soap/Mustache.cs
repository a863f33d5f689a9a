using System.Text;
using System.Text.Json;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Soap;

/// <summary>
/// Templates without logic: <c>{{name}}</c> is a value with its special characters escaped, <c>{{{name}}}</c> or <c>{{&amp;name}}</c> as it is,
/// <c>{{#name}}…{{/name}}</c> stands once for an object, as often as a list has items, or not at all; <c>{{^name}}</c> is the contrary;
/// <c>{{!…}}</c> says nothing.
/// </summary>
/// <remarks>
/// Source: https://mustache.github.io/mustache.5.html. As in the original: a name that the context does not have is refused outside of
/// sections, empty text and zero are something, and in a list there are <c>-index</c> (from 1), <c>-first</c> and <c>-last</c>.
/// </remarks>
internal static class Mustache
{
    private const string Open = "{{";
    private const int SectionsAtMost = 50;
    private const int CharactersAtMost = 16 * 1024 * 1024;

    /// <param name="input">The part of the message, for refusals: <c>header</c> or <c>body</c>.</param>
    /// <exception cref="ConnectorInputException">The template is none, or the context does not fit it.</exception>
    public static string Fill(string template, IReadOnlyDictionary<string, JsonElement>? context, string input)
    {
        var parts = Parse(template, input);
        var text = new StringBuilder();
        Write(parts, [JsonSerializer.SerializeToElement(context ?? new Dictionary<string, JsonElement>())], text, input);
        return text.ToString();
    }

    private static List<Part> Parse(string template, string input)
    {
        var open = new Stack<(Part.Section? Section, List<Part> Parts)>();
        open.Push((null, []));
        var at = 0;
        while (template.IndexOf(Open, at, StringComparison.Ordinal) is >= 0 and var start)
        {
            if (start > at)
                open.Peek().Parts.Add(new Part.Text(template[at..start]));
            var isRaw = template.AsSpan(start).StartsWith("{{{");
            var close = isRaw ? "}}}" : "}}";
            var end = template.IndexOf(close, start + close.Length, StringComparison.Ordinal);
            if (end < 0)
                throw Wrong(input, template, start, "a tag begins that does not end");
            var tag = template[(start + close.Length)..end].Trim();
            at = end + close.Length;
            var name = isRaw ? tag : tag.Length > 0 ? tag[1..].Trim() : "";
            switch (isRaw ? '&' : tag.FirstOrDefault())
            {
                case '!':
                    break;
                case '&':
                    open.Peek().Parts.Add(new Part.Value(name, IsRaw: true));
                    break;
                case '#' or '^':
                    if (open.Count > SectionsAtMost)
                        throw Wrong(input, template, start, $"sections are nested more than {SectionsAtMost} deep");
                    var section = new Part.Section(name, tag[0] is '^', []);
                    open.Peek().Parts.Add(section);
                    open.Push((section, section.Parts));
                    break;
                case '/':
                    if (open.Peek().Section?.Name != name)
                        throw Wrong(input, template, start, $"the section {name} ends where it is not the innermost that began");
                    open.Pop();
                    break;
                case '>' or '=' or '\0':
                    throw Wrong(input, template, start, "there is a tag of a kind that is not known here");
                default:
                    open.Peek().Parts.Add(new Part.Value(tag, IsRaw: false));
                    break;
            }
        }

        if (open.Peek().Section is { } unfinished)
            throw Wrong(input, template, template.Length, $"the section {unfinished.Name} does not end");
        open.Peek().Parts.Add(new Part.Text(template[at..]));
        return open.Peek().Parts;
    }

    private static void Write(List<Part> parts, IReadOnlyList<JsonElement> contexts, StringBuilder text, string input)
    {
        foreach (var part in parts)
        {
            switch (part)
            {
                case Part.Text plain:
                    text.Append(plain.Characters);
                    break;
                case Part.Value value:
                    var found = Find(value.Name, contexts)
                        ?? throw new ConnectorInputException($"{input}.context: the template names {value.Name}, which is not in it.");
                    var shown = found.ValueKind is JsonValueKind.Null ? "" : found.ValueKind is JsonValueKind.String ? found.GetString()! : found.GetRawText();
                    text.Append(value.IsRaw ? shown : SoapJson.Escape(shown)
                        ?? throw new ConnectorInputException($"{input}.context.{value.Name}: it has a character that XML cannot carry."));
                    break;
                case Part.Section section:
                    WriteSection(section, contexts, text, input);
                    break;
            }

            if (text.Length > CharactersAtMost)
                throw new ConnectorInputException($"{input}.template: filled in, it is longer than {CharactersAtMost / (1024 * 1024)} million characters.");
        }
    }

    private static void WriteSection(Part.Section section, IReadOnlyList<JsonElement> contexts, StringBuilder text, string input)
    {
        var value = Find(section.Name, contexts);
        var isNothing = value is null or { ValueKind: JsonValueKind.Null or JsonValueKind.False or JsonValueKind.Undefined }
            || value is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() is 0;
        if (section.IsInverted)
        {
            if (isNothing)
                Write(section.Parts, contexts, text, input);
            return;
        }

        if (isNothing || value is not { } given)
            return;
        if (given.ValueKind is not JsonValueKind.Array)
        {
            Write(section.Parts, [.. contexts, given], text, input);
            return;
        }

        var (index, last) = (0, given.GetArrayLength());
        foreach (var item in given.EnumerateArray())
        {
            index++;
            var place = JsonSerializer.SerializeToElement(new Dictionary<string, object> { ["-index"] = index, ["-first"] = index is 1, ["-last"] = index == last });
            Write(section.Parts, [.. contexts, place, item], text, input);
        }
    }

    /// <summary>In the innermost context that has the first of its names.</summary>
    private static JsonElement? Find(string name, IReadOnlyList<JsonElement> contexts)
    {
        if (name is "." or "this")
            return contexts[^1];
        if (contexts.LastOrDefault(context => Has(context, name)) is { ValueKind: JsonValueKind.Object } whole)
            return whole.GetProperty(name);
        var names = name.Split('.');
        if (contexts.LastOrDefault(context => Has(context, names[0])) is not { ValueKind: JsonValueKind.Object } found)
            return null;
        var value = found;
        foreach (var step in names)
        {
            if (!Has(value, step))
                return null;
            value = value.GetProperty(step);
        }

        return value;
    }

    private static bool Has(JsonElement context, string name) => context.ValueKind is JsonValueKind.Object && context.TryGetProperty(name, out _);

    private static ConnectorInputException Wrong(string input, string template, int at, string what) =>
        new(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{input}.template, line {template.AsSpan(0, at).Count('\n') + 1}: {what}."));

    private abstract record Part
    {
        private Part() { }

        public sealed record Text(string Characters) : Part;

        public sealed record Value(string Name, bool IsRaw) : Part;

        public sealed record Section(string Name, bool IsInverted, List<Part> Parts) : Part;
    }
}
