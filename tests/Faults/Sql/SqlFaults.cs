using Fairlead.Faults.Support;
using Fairlead.Tests.Servers;

namespace Fairlead.Faults.Sql;

/// <summary>A server for the tests of one class.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    internal PostgresServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await PostgresServer.StartAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

/// <summary>Rows that are locked while they are handed over, and deleted when that is durable.</summary>
public sealed class SqlOutboxFaults(PostgresFixture postgres) : SubscriptionFaultContract, IClassFixture<PostgresFixture>
{
    protected override string Connector => "SQL outbox";

    protected override Task<MessageSource> OpenAsync(string name, CancellationToken cancellation) =>
        MessageTable.CreateAsync(postgres.Server, name, isOutbox: true, cancellation);
}

/// <summary>Rows that stay, behind a cursor that the cluster keeps.</summary>
public sealed class SqlCursorFaults(PostgresFixture postgres) : SubscriptionFaultContract, IClassFixture<PostgresFixture>
{
    protected override string Connector => "SQL cursor";

    protected override Task<MessageSource> OpenAsync(string name, CancellationToken cancellation) =>
        MessageTable.CreateAsync(postgres.Server, name, isOutbox: false, cancellation);
}
