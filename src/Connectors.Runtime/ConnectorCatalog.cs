using System.Reflection;

using Fairlead.Connectors.Runtime.Outbound;
using Fairlead.Connectors.Runtime.Webhooks;
using Fairlead.Connectors.Sdk;

using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Connectors.Runtime;

/// <summary>The connectors that run in this process, by type.</summary>
public sealed class ConnectorCatalog : IDisposable
{
    private static readonly Type[] Contracts =
        [typeof(IOutboundConnector<,>), typeof(IWebhookConnector<>), typeof(ISubscriptionConnector<>), typeof(IPollingConnector<>)];

    private readonly Dictionary<string, OutboundConnector> _outbound = new(StringComparer.Ordinal);
    private readonly List<object> _instances = [];
    private readonly Dictionary<string, WebhookKind> _webhooks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, InboundClass> _inbound = new(StringComparer.Ordinal);
    private readonly List<CatalogEntry> _entries = [];

    /// <param name="types">Classes with <see cref="ConnectorAttribute"/>.</param>
    /// <param name="services">Give the classes what their constructors want.</param>
    /// <exception cref="ConnectorSetupException">Two connectors of one type, or options that name unknown ones.</exception>
    public ConnectorCatalog(IReadOnlyList<Type> types, ConnectorsOptions options, IServiceProvider services)
    {
        if (options.Disabled.Count > 0 && (options.Enabled.Count > 0 || options.OutboundEnabled.Count > 0))
            throw new ConnectorSetupException(
                ConnectorSetupException.ListsConflict,
                $"Both {ConnectorsOptions.Section}:{(options.Enabled.Count > 0 ? nameof(options.Enabled) : nameof(options.OutboundEnabled))} and "
                + $"{ConnectorsOptions.Section}:{nameof(options.Disabled)} are set: keep the one you mean.");

        foreach (var type in types)
        {
            var connector = type.GetCustomAttribute<ConnectorAttribute>() ?? throw Unusable(type, $"it has no [{nameof(ConnectorAttribute)}]");
            var isInbound = Contract(type, typeof(IOutboundConnector<,>)) is null;
            var runsHere = isInbound
                ? options.RunsWebhooks || Contract(type, typeof(IWebhookConnector<>)) is null
                : options.RunsOutbound && Names(options.OutboundEnabled, connector.JobType, otherwise: true);
            var isWanted = runsHere && IsWanted(connector.JobType, options);
            if (isWanted)
                Add(type, connector.JobType, services);
            _entries.Add(new CatalogEntry(connector.Name, connector.JobType, isWanted, isInbound));
        }

        foreach (var alias in options.Aliases)
            AddAlias(alias);
        foreach (var alias in options.Aliases.Where(alias => alias.Instead))
            Leave(alias.ServedBy);
        foreach (var named in options.Types.Where(named => _entries.TrueForAll(entry => entry.Type != named.Type)))
            throw new ConnectorSetupException(
                ConnectorSetupException.Unknown,
                $"{ConnectorsOptions.Section}:{nameof(options.Types)} says something about the type {named.Type}, which no connector here serves. "
                + $"There are: {string.Join(", ", Entries.Select(entry => entry.Type))}.");
    }

    public IReadOnlyCollection<OutboundConnector> Outbound => _outbound.Values;

    /// <summary>Every connector that is built in, and every alias, disabled ones included; by type.</summary>
    public IReadOnlyList<CatalogEntry> Entries => [.. _entries.OrderBy(entry => entry.Type, StringComparer.Ordinal)];

    /// <summary>Null when no webhook connector of this type runs here.</summary>
    internal WebhookKind? FindWebhook(string type) => _webhooks.GetValueOrDefault(type);

    /// <summary>Whether an inbound connector of this type runs here, of whatever kind.</summary>
    internal bool RunsInbound(string type) => _webhooks.ContainsKey(type) || _inbound.ContainsKey(type);

    /// <summary>Null when no connector that runs here knows this kind of credential.</summary>
    internal (ICredentialTest Test, string JobType)? FindCredentialTest(string credentialId) =>
        _instances.OfType<ICredentialTest>().FirstOrDefault(test => test.CredentialId == credentialId) is { } found
            ? (found, found.GetType().GetCustomAttribute<ConnectorAttribute>()!.JobType)
            : null;

    /// <summary>Null when no inbound connector of this type and kind runs here.</summary>
    /// <param name="contract"><c>ISubscriptionConnector</c> or <c>IPollingConnector</c>, open.</param>
    internal InboundClass? FindInbound(Type contract, string type) =>
        _inbound.TryGetValue(type, out var found) && found.Is(contract) ? found : null;

    public void Dispose()
    {
        foreach (var instance in _instances.OfType<IDisposable>())
            instance.Dispose();
    }

    private static bool IsWanted(string jobType, ConnectorsOptions options) =>
        Names(options.Enabled, jobType, otherwise: true)
        && !Names(options.Disabled, jobType, otherwise: false);

    /// <param name="otherwise">When the list is empty.</param>
    private static bool Names(IList<string> types, string jobType, bool otherwise) =>
        types.Count is 0 ? otherwise : types.Contains(jobType, StringComparer.OrdinalIgnoreCase);

    private void Add(Type type, string jobType, IServiceProvider services)
    {
        if (_outbound.ContainsKey(jobType) || _webhooks.ContainsKey(jobType) || _inbound.ContainsKey(jobType))
            throw new ConnectorSetupException(
                ConnectorSetupException.Duplicate,
                $"Two connectors serve the type {jobType}, the second is {type.FullName}: remove one, or give it another type.");

        if (Contracts.Select(contract => Contract(type, contract)).OfType<Type>().ToList() is not [var contract])
            throw Unusable(
                type,
                $"it must implement one of {string.Join(", ", Contracts.Select(contract => contract.Name.Split('`')[0]))}, and that once");

        var instance = ActivatorUtilities.CreateInstance(services, type);
        _instances.Add(instance);
        if (contract.GetGenericTypeDefinition() == typeof(IOutboundConnector<,>))
            _outbound.Add(jobType, OutboundConnector.Of(jobType, instance, contract));
        else if (contract.GetGenericTypeDefinition() == typeof(IWebhookConnector<>))
            _webhooks.Add(jobType, WebhookKind.Of(jobType, instance, contract));
        else
            _inbound.Add(jobType, new InboundClass(jobType, instance, contract));
    }

    private void AddAlias(JobTypeAlias alias)
    {
        if (!_outbound.TryGetValue(alias.ServedBy, out var connector))
            throw new ConnectorSetupException(
                ConnectorSetupException.Unknown,
                $"{ConnectorsOptions.Section}:{nameof(ConnectorsOptions.Aliases)} gives the job type {alias.JobType} to {alias.ServedBy}, "
                + $"which does not run here. Running: {string.Join(", ", _outbound.Keys.Order(StringComparer.Ordinal))}.");
        if (!_outbound.TryAdd(alias.JobType, connector.As(alias.JobType)))
            throw new ConnectorSetupException(
                ConnectorSetupException.Duplicate,
                $"{ConnectorsOptions.Section}:{nameof(ConnectorsOptions.Aliases)} names the job type {alias.JobType}, which is served "
                + "already: disable the other connector, or remove the alias.");
        _entries.Add(new CatalogEntry(
            _entries.Find(entry => entry.Type == alias.ServedBy)!.Name, alias.JobType, IsEnabled: true, IsInbound: false));
    }

    /// <summary>Somebody else serves the type.</summary>
    private void Leave(string jobType)
    {
        _outbound.Remove(jobType);
        var index = _entries.FindIndex(entry => entry.Type == jobType);
        _entries[index] = _entries[index] with { IsEnabled = false };
    }

    private static Type? Contract(Type type, Type generic)
    {
        var contracts = type.GetInterfaces().Where(candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == generic).ToList();
        return contracts.Count is 1 ? contracts[0] : null;
    }

    private static ConnectorSetupException Unusable(Type type, string reason) =>
        new(ConnectorSetupException.NotAConnector, $"{type.FullName} cannot be used as a connector: {reason}.");
}

/// <param name="Name">As a modeller shows it.</param>
/// <param name="IsEnabled">Whether it runs here.</param>
public sealed record CatalogEntry(string Name, string Type, bool IsEnabled, bool IsInbound);
