using System.Security.Cryptography;
using Fairlead.Broker;
using Fairlead.Connectors.Runtime.Documents;
using Fairlead.Connectors.Runtime.Outbound;
using Fairlead.Protocol;
using Fairlead.Protocol.Remote;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;
using Fairlead.Server.Rest;
using Microsoft.Extensions.Options;

namespace Fairlead.Server.Attached;

/// <summary>Registers what there is instead of the cluster inside: a way to one elsewhere.</summary>
internal static class AttachedRegistration
{
    public static void AddAttachedCluster(this IServiceCollection services)
    {
        services.AddBrokerStores();
        services.AddSingleton(provider => Connect(provider.GetRequiredService<IOptions<ClusterOptions>>().Value));
        services.AddSingleton(provider => new RemoteCluster(
            provider.GetRequiredService<HttpClient>(),
            provider.GetRequiredService<IOptions<ClusterOptions>>().Value.AnswerWithin,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ICluster>(provider => provider.GetRequiredService<RemoteCluster>());
        services.AddSingleton(provider => new ClusterClient(provider.GetRequiredService<HttpClient>()));
        services.AddSingleton<IDocumentStore>(provider => new RemoteDocumentStore(
            provider.GetRequiredService<ClusterClient>(), provider.GetRequiredService<ClusterHost>().Door));
        services.AddSingleton(provider => StateOf(provider.GetRequiredService<RemoteCluster>()));
        services.AddSingleton<AttachedWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<AttachedWatch>());
        // The cluster's own process gives back what its worker held before a restart; it must not take it from us.
        services.AddOptions<ConnectorsOptions>().PostConfigure(connectors =>
        {
            if (connectors.Worker == new ConnectorsOptions().Worker)
                connectors.Worker = $"{connectors.Worker}-{Environment.MachineName}-{RandomNumberGenerator.GetHexString(6, lowercase: true)}";
        });
    }

    /// <summary>Answers requests for what only the cluster knows.</summary>
    /// <exception cref="RequestRefusal">Always, with the cluster's address.</exception>
    public static Task RefuseAsync(HttpContext http) => throw RequestRefusal.OfHttp(
        StatusCodes.Status404NotFound,
        "This server only runs connectors. Ask its cluster, which is at "
        + $"{http.RequestServices.GetRequiredService<IOptions<ClusterOptions>>().Value.Address}.");

    private static ClusterState StateOf(RemoteCluster cluster) => new(
        Problem: () => cluster.Contact is { Problem: { } problem, Since: var since } ? $"{problem} Since {since:O}." : null,
        // It comes back by itself; a restart would help nothing.
        Failure: () => null);

    private static HttpClient Connect(ClusterOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            UseCookies = false,
            // A login page is no answer.
            AllowAutoRedirect = false,
            ConnectTimeout = options.AnswerWithin,
            // Names are looked up again now and then.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        return new HttpClient(new ClusterCredentials(options, handler))
        {
            BaseAddress = new Uri(options.Address!.AbsoluteUri.TrimEnd('/') + "/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }
}
