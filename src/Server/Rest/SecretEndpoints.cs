using System.Globalization;
using System.Net;
using Fairlead.Broker.Secrets;
using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Sdk;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;
using Microsoft.Extensions.Options;

namespace Fairlead.Server.Rest;

/// <summary>
/// Sets, removes and lists secrets, and tells who used them. No answer has a value. There is no login yet: as long as nothing else is
/// configured, only this machine may change something.
/// </summary>
internal sealed class SecretEndpoints(
    SecretStore secrets, StoredSecrets store, SecretUses uses, SecretAudit audit, InboundSupervisor inbound, IOptions<SecretsOptions> options)
{
    private const string Path = "/fairlead/v1/secrets";
    private const string Name = "name";
    private const int NameAtMost = 200;

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, ListAsync);
        app.MapPut($"{Path}/{{{Name}}}", SetAsync);
        app.MapDelete($"{Path}/{{{Name}}}", RemoveAsync);
        app.MapGet($"{Path}/{{{Name}}}/usage", FindUsageAsync);
    }

    private async Task ListAsync(HttpContext http)
    {
        await audit.FlushAsync(http.RequestAborted);
        var found = await secrets.ListSecretsAsync(uses.FindLastUse, http.RequestAborted);
        await JsonBody.WriteAsync(http, found, JsonBody.Contracts.SecretsResult);
    }

    private async Task SetAsync(HttpContext http)
    {
        CheckWriter(http);
        var name = CheckedName(http);
        var request = await JsonBody.ReadAsync(http, JsonBody.Contracts.SetSecretRequest);
        if (request.Value.Length is 0 or > SetSecretRequest.CharactersAtMost)
        {
            throw RequestRefusal.InvalidArgument(
                $"Expected a value of 1 to {SetSecretRequest.CharactersAtMost:N0} characters, but it has {request.Value.Length:N0}.");
        }

        var set = Stored(() => store.Set(name, new Secret(request.Value)));
        inbound.Wake();
        var listed = await secrets.ListSecretsAsync(uses.FindLastUse, http.RequestAborted);
        var item = listed.Items.FirstOrDefault(item => item.Name == name && item.Provider == store.Name)
            ?? new SecretItem { Name = name, Provider = store.Name, ChangedAt = set.ChangedAt };
        await JsonBody.WriteAsync(http, item, JsonBody.Contracts.SecretItem);
    }

    private async Task RemoveAsync(HttpContext http)
    {
        CheckWriter(http);
        var name = CheckedName(http);
        if (!Stored(() => store.Remove(name)))
        {
            var others = (await secrets.ListSecretsAsync(_ => null, http.RequestAborted)).Items.Where(item => item.Name == name).ToList();
            throw RequestRefusal.Of(
                ClusterError.NotFound,
                others.Count is 0
                    ? $"There is no secret {name}."
                    : $"The secret {name} is not kept here: the provider {others[0].Provider} has it. Remove it there.");
        }

        inbound.Wake();
        JsonBody.WriteNothing(http);
    }

    private async Task FindUsageAsync(HttpContext http)
    {
        var name = CheckedName(http);
        var limit = Number(http, "limit", SecretUsageResult.UsualLimit, SecretUsageResult.LimitAtMost) ?? SecretUsageResult.UsualLimit;
        var before = Number(http, "before", otherwise: null, long.MaxValue);
        await audit.FlushAsync(http.RequestAborted);
        await JsonBody.WriteAsync(http, uses.Find(name, before, (int)limit), JsonBody.Contracts.SecretUsageResult);
    }

    private void CheckWriter(HttpContext http)
    {
        // A socket of this machine has no address.
        if (options.Value.WritesFromAnywhere || http.Connection.RemoteIpAddress is not { } sender || IPAddress.IsLoopback(sender))
            return;
        throw RequestRefusal.OfHttp(
            StatusCodes.Status403Forbidden,
            "Secrets are set and removed on the machine that the server runs on. To allow it from others, protect the server with a "
            + $"login in front of it and set {SecretsOptions.Section}:{nameof(SecretsOptions.WritesFromAnywhere)} to true.");
    }

    private static string CheckedName(HttpContext http)
    {
        // Routing leaves this one character as it was sent.
        var name = ((string)http.Request.RouteValues[Name]!).Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        return name.Length <= NameAtMost && char.IsAsciiLetterOrDigit(name[0]) && name.All(IsOfName)
            ? name
            : throw RequestRefusal.InvalidArgument(
                $"Expected the name of a secret: 1 to {NameAtMost} of letters A to Z, digits, '_', '-', '.' and '/', beginning with a letter "
                + $"or a digit, but it is '{name}'.");
    }

    private static bool IsOfName(char character) => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.' or '/';

    private static T Stored<T>(Func<T> change)
    {
        try
        {
            return change();
        }
        catch (SecretProviderException refused)
        {
            throw RequestRefusal.Of(ClusterError.Unavailable, $"The store of secrets cannot be used: {refused.Message}");
        }
    }

    private static long? Number(HttpContext http, string name, long? otherwise, long atMost)
    {
        var text = http.Request.Query[name].ToString();
        if (text.Length is 0)
            return otherwise;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= atMost
            ? number
            : throw RequestRefusal.InvalidArgument($"Expected {name} to be a number from 1 to {atMost}, but it is '{text}'.");
    }
}
