using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

using Fairlead.Connectors.Runtime;
using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Runtime.Http;
using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Connectors.Runtime.Outbound;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Sdk;
using Fairlead.Testing.Http;

using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Testing;

/// <summary>
/// Runs one outbound connector as the runtime does: inputs are bound and validated, HTTP goes to a script, the answer is mapped. In memory,
/// by a clock of its own: when the connector waits, time moves on to what it waits for.
/// </summary>
public sealed partial class ConnectorHarness : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly ConnectorCatalog _catalog;
    private readonly OutboundConnector _connector;
    private readonly HttpTransport _transport;
    private readonly Expressions _expressions = new();

    /// <summary>For a connector whose class is known at run time only.</summary>
    /// <param name="connector">A class with <see cref="ConnectorAttribute"/>.</param>
    /// <param name="services">Further things that its constructor wants; a <see cref="TimeProvider"/> is there.</param>
    /// <param name="time">A clock that begins at a moment of your own.</param>
    /// <exception cref="ConnectorSetupException">It is no outbound connector.</exception>
    public ConnectorHarness(Type connector, IServiceCollection? services = null, VirtualTime? time = null)
    {
        ArgumentNullException.ThrowIfNull(connector);
        Time = time ?? new VirtualTime();
        var collection = new ServiceCollection();
        foreach (var service in services ?? new ServiceCollection())
            ((ICollection<ServiceDescriptor>)collection).Add(service);
        collection.AddLogging();
        collection.AddSingleton<TimeProvider>(Time);
        _services = collection.BuildServiceProvider();
        _catalog = new ConnectorCatalog([connector], new ConnectorsOptions(), _services);
        _connector = _catalog.Outbound.SingleOrDefault()
            ?? throw new TestFailedException($"{connector.Name} receives requests; the harness runs connectors that make calls.");
        _transport = new HttpTransport(Http.Handler(Time));
    }

    /// <summary>The other side of HTTP.</summary>
    public HttpScript Http { get; } = new();

    /// <summary>The cluster that messages go to.</summary>
    public MessageScript Messages { get; } = new();

    /// <summary>The clock of the connector.</summary>
    public VirtualTime Time { get; }

    /// <summary>Values of <c>{{secrets.NAME}}</c>, which are filled in wherever the inputs have them.</summary>
    public IDictionary<string, string> Secrets { get; } = new Dictionary<string, string>();

    /// <summary>Runs this connector.</summary>
    public static ConnectorHarness Of<TConnector>() => new(typeof(TConnector));

    /// <summary>Makes one call.</summary>
    /// <param name="inputs">A JSON object, as the inputs of the element make it.</param>
    /// <param name="headers">Task headers, for example <c>resultExpression</c>; null for none.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="TestFailedException">The script has no answer for a request.</exception>
    public Task<ConnectorRun> RunAsync(
        string inputs, IReadOnlyDictionary<string, string>? headers = null, CancellationToken cancellation = default) =>
        RunAsync(inputs, headers ?? new Dictionary<string, string>(), onlyPlans: false, cancellation);

    /// <summary>Shows the first request that the call would make, and makes none.</summary>
    /// <inheritdoc cref="RunAsync(string, IReadOnlyDictionary{string, string}?, CancellationToken)"/>
    public Task<ConnectorRun> PlanAsync(
        string inputs, IReadOnlyDictionary<string, string>? headers = null, CancellationToken cancellation = default) =>
        RunAsync(inputs, headers ?? new Dictionary<string, string>(), onlyPlans: true, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        _catalog.Dispose();
        _transport.Dispose();
        _services.Dispose();
    }

    private async Task<ConnectorRun> RunAsync(
        string inputs, IReadOnlyDictionary<string, string> headers, bool onlyPlans, CancellationToken cancellation)
    {
        var redactor = new Redactor();
        var variables = Encoding.UTF8.GetBytes(FillIn(inputs, redactor));
        var call = new CallInProgress(new JobFacts { Key = 1, Type = _connector.JobType, Headers = headers }, _transport, Time)
        {
            Redactor = redactor,
            ClusterId = "test",
            OnlyPlans = onlyPlans,
            MessageWays = Messages.Ways(),
        };
        var running = _connector.ExecuteAsync(variables, call, cancellation);
        while (!running.IsCompleted)
        {
            await Task.WhenAny(running, Time.UntilAwaited());
            if (!running.IsCompleted && Time.NextDue is { } due)
                Time.Advance(due);
        }

        var failure = running.IsCanceled ? new OperationCanceledException(cancellation) : running.Exception?.InnerException;
        if (failure is TestFailedException wrong)
            throw new TestFailedException(wrong.Message);
        ReadOnlyMemory<byte> mapped = default;
        try
        {
            if (failure is null)
                mapped = ResultMapping.Of(headers, _expressions).Map(new Response((await running).Json), Time.GetUtcNow()).Json;
        }
        catch (ConnectorException refused)
        {
            failure = refused;
        }

        return new ConnectorRun
        {
            Failure = failure,
            OutputJson = running.IsCompletedSuccessfully ? (await running).Json : null,
            Mapped = mapped,
            Exchanges = new ExchangeRecording(redactor).Of(call.Exchanges),
            Log = [.. call.Lines.Select(redactor.Clean)],
        };
    }

    private string FillIn(string inputs, Redactor redactor) => Placeholder().Replace(inputs, found =>
    {
        var name = found.Groups[1].Value;
        if (!Secrets.TryGetValue(name, out var value))
            throw new TestFailedException($"The inputs use the secret {name}. Give it a value: harness.Secrets[\"{name}\"] = …");
        redactor.Add(new Secret(value), name);
        return JsonEncodedText.Encode(value).Value;
    });

    [GeneratedRegex(@"\{\{\s*secrets\.(\S+?)\s*\}\}")]
    private static partial Regex Placeholder();
}
