using System.Globalization;
using System.Text.RegularExpressions;
using Fairlead.Connectors.Runtime.Outbound;
using Microsoft.Extensions.Configuration.Memory;

namespace Fairlead.Server.Starting.Original;

/// <summary>
/// Settings under the names that the original's connector runtime gives them, as properties and as environment variables. They stand for
/// ours, which win where both are set. What is of the original's family and has no effect is said at the start.
/// </summary>
internal sealed partial class OriginalSettings
{
    private static readonly string[] Families = ["CAMUNDA_CONNECTOR_", "CAMUNDA_CLIENT_", "CAMUNDA_CLIENTS_", "CONNECTOR_", "CONNECTORS_LOG_", "SERVER_MAX_"];

    private static readonly Dictionary<string, OriginalName> Exact = OriginalNames.All
        .Where(name => !name.Name.Contains('<', StringComparison.Ordinal))
        .ToDictionary(name => Plain(name.Name), StringComparer.Ordinal);

    private static readonly (Regex Pattern, OriginalName Name)[] Patterns =
    [
        .. OriginalNames.All
            .Where(name => name.Name.Contains('<', StringComparison.Ordinal))
            .Select(name => (new Regex($"^{string.Join(".+", Placeholder().Split(Variable(name.Name)).Select(Loose))}$"), name)),
    ];

    private readonly IConfiguration _configuration;
    private readonly IReadOnlyList<(string Name, string Type)> _connectors;
    private readonly Dictionary<string, string?> _settings = new(StringComparer.OrdinalIgnoreCase);
    private readonly SortedSet<string> _remarks = new(StringComparer.Ordinal);

    private readonly Dictionary<string, string> _replaced = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ofTypes = new(StringComparer.Ordinal);

    private OriginalSettings(IConfiguration configuration, IReadOnlyList<(string Name, string Type)> connectors) =>
        (_configuration, _connectors) = (configuration, connectors);

    /// <summary>What was set and has no effect, with the reason; one sentence or two each.</summary>
    public IReadOnlyCollection<string> Remarks => _remarks;

    /// <summary>Ours, by key.</summary>
    public IReadOnlyDictionary<string, string?> Settings => _settings;

    /// <summary>Reads them and puts ours in their place.</summary>
    /// <param name="connectors">Names as the original forms them for its variables, and types.</param>
    /// <exception cref="StartException">A value cannot be read, or must not be passed over.</exception>
    public static OriginalSettings AddTo(ConfigurationManager configuration, IReadOnlyList<(string Name, string Type)> connectors)
    {
        var settings = Read(configuration, connectors);
        if (settings._settings.Count > 0)
            ((IConfigurationBuilder)configuration).Sources.Insert(0, new MemoryConfigurationSource { InitialData = settings._settings });
        return settings;
    }

    public static OriginalSettings Read(IConfiguration configuration, IReadOnlyList<(string Name, string Type)> connectors)
    {
        var settings = new OriginalSettings(configuration, connectors);
        var lists = new SortedDictionary<string, (OriginalName.List Name, string First, List<string> Values)>(StringComparer.Ordinal);
        foreach (var (key, value) in configuration.AsEnumerable().OrderBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase))
        {
            if (value is null || !Families.Any(family => Variable(key).StartsWith(family, StringComparison.Ordinal)))
                continue;
            if (Find(key) is not { } name)
                settings._remarks.Add($"The setting {key} is not known here: docs/settings.md lists the names of the original that are.");
            else if (name is OriginalName.List list)
                Collect(lists, list, key, value);
            else
                settings.Take(name, key, value);
        }

        foreach (var (name, first, values) in lists.Values)
            settings.TakeList(name, first, values);
        settings.NameTypes();
        return settings;
    }

    private static OriginalName? Find(string key)
    {
        if (Exact.TryGetValue(Plain(key), out var exact))
            return exact;
        // One of a list.
        if (Exact.TryGetValue(Plain(Index().Replace(key, "")), out var indexed) && indexed is OriginalName.List)
            return indexed;
        return Patterns.FirstOrDefault(known => known.Pattern.IsMatch(Variable(key))).Name;
    }

    private void Take(OriginalName name, string key, string value)
    {
        switch (name)
        {
            case OriginalName.Setting setting:
                var read = setting.Read(value) ?? throw Unreadable(key, value, setting.Expected);
                if (_configuration[setting.Key] is { } ours && ours != read)
                    _remarks.Add($"The setting {key} has no effect: {setting.Key} says otherwise.");
                else
                    _settings[setting.Key] = read;
                break;
            case OriginalName.OfType { IsVariable: true }:
                TakeOfConnector(key, value);
                break;
            case OriginalName.OfType ofType:
                TakeOfType(ofType, key, value);
                break;
            case OriginalName.Nothing nothing:
                _remarks.Add($"The setting {key} has no effect here: {nothing.Because}");
                break;
            case OriginalName.Refused refused:
                throw new StartException($"The setting {key} cannot be kept, and passing it over would let through what it blocks. {refused.Instead} [CONFIGURATION_INVALID]");
        }
    }

    private void TakeList(OriginalName.List name, string key, IReadOnlyList<string> values)
    {
        if (_configuration.GetSection(name.Key).GetChildren().Any())
        {
            _remarks.Add($"The setting {key} has no effect: {name.Key} says otherwise.");
            return;
        }

        foreach (var value in values)
            Append(name.Key, value);
    }

    /// <summary>CONNECTOR_NAME_TYPE and CONNECTOR_NAME_TIMEOUT.</summary>
    private void TakeOfConnector(string key, string value)
    {
        var name = key["connector_".Length..key.LastIndexOfAny(['_', '.'])];
        if (_connectors.FirstOrDefault(connector => Plain(connector.Name) == Plain(name)).Type is not { } type)
            _remarks.Add($"The setting {key} has no effect: there is no connector {name} here. There are: {string.Join(", ", _connectors.Select(connector => connector.Name))}.");
        else if (key.EndsWith("TYPE", StringComparison.OrdinalIgnoreCase))
            Replace(type, value);
        else
            SetOfType(type, nameof(ConnectorTypeOptions.Timeout), Duration(key, value));
    }

    /// <summary>camunda.client.worker.override.[TYPE].SETTING, as a property, a variable, or nested sections.</summary>
    private void TakeOfType(OriginalName.OfType name, string key, string value)
    {
        var setting = Plain(name.Name[(name.Name.LastIndexOf('.') + 1)..]);
        var end = key.Length;
        while (Plain(key[end..]).Length < setting.Length)
            end--;
        var written = key["camunda.client.worker.override.".Length..(end - 1)].Trim('[', ']', '"', '.', '_', ':');
        if (_connectors.FirstOrDefault(connector => Plain(connector.Type) == Plain(written)).Type is not { } type)
            _remarks.Add($"The setting {key} has no effect: no connector here serves the type {written}.");
        else if (setting is "type")
            Replace(type, value);
        else if (setting is "timeout")
            SetOfType(type, nameof(ConnectorTypeOptions.Timeout), Duration(key, value));
        else if (setting is "maxjobsactive")
            SetOfType(type, nameof(ConnectorTypeOptions.JobsAtMost), value);
        else if (value.Trim().Equals("false", StringComparison.OrdinalIgnoreCase))
            Append(Key(nameof(ConnectorsOptions.Disabled)), type);
    }

    private void Replace(string type, string by)
    {
        _replaced[type] = by.Trim();
        var alias = $"{Key(nameof(ConnectorsOptions.Aliases))}:original-{Plain(type)}";
        _settings[$"{alias}:{nameof(JobTypeAlias.JobType)}"] = by.Trim();
        _settings[$"{alias}:{nameof(JobTypeAlias.ServedBy)}"] = type;
        _settings[$"{alias}:{nameof(JobTypeAlias.Instead)}"] = "true";
    }

    private void SetOfType(string type, string name, string value)
    {
        _ofTypes.Add(type);
        _settings[$"{Key(nameof(ConnectorsOptions.Types))}:original-{Plain(type)}:{name}"] = value;
    }

    /// <summary>What is said of a connector holds for the type that it serves, whatever was said first.</summary>
    private void NameTypes()
    {
        foreach (var type in _ofTypes)
            _settings[$"{Key(nameof(ConnectorsOptions.Types))}:original-{Plain(type)}:{nameof(ConnectorTypeOptions.Type)}"] = _replaced.GetValueOrDefault(type, type);
    }

    private void Append(string key, string value) =>
        _settings[string.Create(CultureInfo.InvariantCulture, $"{key}:original-{_settings.Count:D4}")] = value;

    private static string Key(string name) => $"{ConnectorsOptions.Section}:{name}";

    private static string Duration(string key, string value) => OriginalDuration.TryParse(value, out var duration)
        ? duration.ToString("c")
        : throw Unreadable(key, value, "a duration such as PT30S, 30s or 30000 (ms)");

    private static void Collect(
        SortedDictionary<string, (OriginalName.List Name, string First, List<string> Values)> lists, OriginalName.List name, string key, string value)
    {
        if (!lists.TryGetValue(name.Name, out var list))
            lists[name.Name] = list = (name, key, []);
        list.Values.AddRange(value.Split(name.Separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
    }

    private static StartException Unreadable(string key, string value, string expected) =>
        new($"The setting {key} is '{value}': expected {expected}. [CONFIGURATION_INVALID]");

    private static string Variable(string key) => key.Replace('.', '_').Replace(':', '_').ToUpperInvariant();

    /// <summary>Of a part of a variable's name: hyphens may be left out or be underlines, brackets may be left out.</summary>
    private static string Loose(string part) =>
        part.Replace("-", "[-_]?", StringComparison.Ordinal).Replace("_[", @"_\[?", StringComparison.Ordinal).Replace("]_", @"\]?_", StringComparison.Ordinal);

    /// <summary>The same for a property, its variable and its place in nested sections.</summary>
    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    [GeneratedRegex("<[A-Z]+>")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"(\[\d+\]|[._:]\d+)$")]
    private static partial Regex Index();
}
