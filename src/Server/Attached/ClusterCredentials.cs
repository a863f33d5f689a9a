using System.Net.Http.Headers;
using System.Text;

namespace Fairlead.Server.Attached;

/// <summary>Shows the cluster who asks.</summary>
internal sealed class ClusterCredentials(ClusterOptions options, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <exception cref="HttpRequestException">The file with the token cannot be read.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = await HeaderAsync(cancellationToken);
        return await base.SendAsync(request, cancellationToken);
    }

    private async Task<AuthenticationHeaderValue?> HeaderAsync(CancellationToken cancellation)
    {
        if (options.Username is { Length: > 0 } user)
            return new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{options.Password}")));
        if (options.Token is { Length: > 0 } token)
            return new("Bearer", token);
        if (options.TokenFile is not { Length: > 0 } file)
            return null;
        try
        {
            return new("Bearer", (await File.ReadAllTextAsync(file, cancellation)).Trim());
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new HttpRequestException(
                $"the file {Path.GetFullPath(file)} with the token for the cluster cannot be read ({cause.Message.TrimEnd('.')}). Check "
                + $"{ClusterOptions.Section}:{nameof(ClusterOptions.TokenFile)}.",
                cause);
        }
    }
}
