using System.Text;
using Fairlead.Broker.Running;
using Fairlead.Broker.Translating;
using Fairlead.Engine;
using Fairlead.Engine.Values;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

namespace Fairlead.Broker;

/// <summary>
/// Values that the expressions of all processes, or of those of a tenant, see as <c>camunda.vars</c>. A tenant that is null stands for the
/// global scope. Each call returns when the change is durable; expressions that are evaluated afterwards see it.
/// </summary>
public sealed class ClusterVariables
{
    private readonly PartitionLoop _loop;
    private readonly Tenancy _tenancy;

    internal ClusterVariables(PartitionLoop loop, Tenancy tenancy) => (_loop, _tenancy) = (loop, tenancy);

    /// <param name="value">UTF-8 JSON.</param>
    public async Task<ClusterVariableResult> CreateAsync(
        string? tenantId, string name, ReadOnlyMemory<byte> value, CancellationToken cancellation)
    {
        await ExecuteAsync(new Command.CreateClusterVariable(Scope(tenantId), name, value), value.Length, "CREATE", cancellation)
            .ConfigureAwait(false);
        return Result(tenantId, name, value);
    }

    /// <param name="value">UTF-8 JSON.</param>
    public async Task<ClusterVariableResult> UpdateAsync(
        string? tenantId, string name, ReadOnlyMemory<byte> value, CancellationToken cancellation)
    {
        await ExecuteAsync(new Command.UpdateClusterVariable(Scope(tenantId), name, value), value.Length, "UPDATE", cancellation)
            .ConfigureAwait(false);
        return Result(tenantId, name, value);
    }

    public Task DeleteAsync(string? tenantId, string name, CancellationToken cancellation) =>
        ExecuteAsync(new Command.DeleteClusterVariable(Scope(tenantId), name), sizeBytes: 0, "DELETE", cancellation);

    /// <exception cref="ClusterException">There is none.</exception>
    public async Task<ClusterVariableResult> GetAsync(string? tenantId, string name, CancellationToken cancellation) =>
        await ReadAsync(new ClusterVariableRead(Scope(tenantId), name), cancellation).ConfigureAwait(false) is ClusterVariable found
            ? Result(tenantId, name, found.Value)
            : throw new ClusterException(
                ClusterError.NotFound,
                $"There is no cluster variable '{name}' {(tenantId is null ? "in the global scope" : $"of the tenant '{tenantId}'")}.");

    /// <summary>What expressions of a tenant see as <c>camunda</c>: a JSON object with one entry, <c>vars</c>.</summary>
    /// <param name="tenantId">Null for the default tenant.</param>
    public async Task<ReadOnlyMemory<byte>> GetContextAsync(string? tenantId, CancellationToken cancellation) =>
        ((ClusterContext)await ReadAsync(new ClusterContextRead(_tenancy.ToEngine(tenantId)), cancellation).ConfigureAwait(false)).ToJson();

    private ClusterScope Scope(string? tenantId) =>
        tenantId is null ? ClusterScope.Global : ClusterScope.Of(_tenancy.ToEngine(tenantId));

    private static ClusterVariableResult Result(string? tenantId, string name, ReadOnlyMemory<byte> value) => new()
    {
        Name = name,
        Scope = tenantId is null ? ClusterVariableScope.Global : ClusterVariableScope.Tenant,
        TenantId = tenantId,
        Value = Encoding.UTF8.GetString(value.Span),
    };

    private async Task ExecuteAsync(Command command, int sizeBytes, string intent, CancellationToken cancellation)
    {
        var pending = new PendingCommand(command, sizeBytes);
        _loop.Submit(pending);
        Answers.Expect<Reply.Done>(await pending.WaitAsync(cancellation).ConfigureAwait(false), intent);
    }

    private async Task<object> ReadAsync(PendingRead read, CancellationToken cancellation)
    {
        _loop.Submit(read);
        return await read.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>The answer is a <see cref="ClusterVariable"/>, or something else when there is none.</summary>
    private sealed class ClusterVariableRead(ClusterScope scope, string name) : PendingRead
    {
        public override object Read(Processor processor) => (object?)processor.FindClusterVariable(scope, name) ?? name;
    }

    private sealed class ClusterContextRead(string? tenant) : PendingRead
    {
        public override object Read(Processor processor) => processor.FindClusterContext(tenant);
    }
}
