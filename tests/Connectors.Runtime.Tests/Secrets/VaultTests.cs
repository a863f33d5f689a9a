using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Text.Json.Nodes;

using Fairlead.Connectors.Runtime.Secrets.Vault;
using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Connectors.Sdk;

using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Tests.Secrets;

/// <summary>HashiCorp Vault, over a real socket and in its own format.</summary>
public sealed class VaultTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private FakeVault _vault = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _vault = await FakeVault.StartAsync(_time);
        _vault.Secrets["fairlead"] = new JsonObject { ["TOKEN"] = "t", ["NUMBER"] = 12.50, ["MAP"] = new JsonObject { ["a"] = 1 } };
        _vault.Secrets["fairlead/team/slack"] = new JsonObject { ["TOKEN"] = "s" };
    }

    public ValueTask DisposeAsync() => _vault.DisposeAsync();

    [Fact]
    public async Task Names_are_keys_of_one_secret_and_those_with_slashes_of_others_below_it()
    {
        using var vault = WithToken(options => options.Namespace = "team-1");

        var found = await FindAsync(vault, "TOKEN", "NUMBER", "MAP", "OTHER", "team/slack/TOKEN", "team/none/TOKEN", "../TOKEN", "a//b", "./TOKEN");

        Assert.Equal(
            [("MAP", """{"a":1}"""), ("NUMBER", "12.5"), ("TOKEN", "t"), ("team/slack/TOKEN", "s")],
            found.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value.Reveal())));
        Assert.Equal(
            [
                "GET /v1/auth/token/lookup-self team-1",
                "GET /v1/kv/data/fairlead team-1",
                "GET /v1/kv/data/fairlead/team/none team-1",
                "GET /v1/kv/data/fairlead/team/slack team-1",
            ],
            _vault.Requests.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_there_is_listed_with_its_date()
    {
        using var vault = WithToken();

        var entries = await vault.ListAsync(Cancellation);

        Assert.Equal(["MAP", "NUMBER", "TOKEN"], entries.Select(entry => entry.Name).Order(StringComparer.Ordinal));
        Assert.All(entries, entry => Assert.Equal(new DateTime(2026, 1, 2), entry.ChangedAt!.Value.Date));
    }

    [Fact]
    public async Task A_value_is_kept_for_its_time_and_then_fetched_again()
    {
        using var vault = WithToken();
        await FindAsync(vault, "TOKEN");
        _vault.Secrets["fairlead"] = new JsonObject { ["TOKEN"] = "new" };
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal("t", (await FindAsync(vault, "TOKEN"))["TOKEN"].Reveal());

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("new", (await FindAsync(vault, "TOKEN"))["TOKEN"].Reveal());
        Assert.Equal(2, _vault.Requests.Count(request => request.Contains("/kv/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Many_that_ask_at_once_share_a_request()
    {
        using var vault = WithToken();
        await FindAsync(vault, "TOKEN");
        _time.Advance(TimeSpan.FromSeconds(10));
        _vault.Gate = new TaskCompletionSource();

        var all = Enumerable.Range(0, 50).Select(_ => FindAsync(vault, "TOKEN")).ToList();
        _vault.Gate.SetResult();
        await Task.WhenAll(all);

        Assert.Equal(2, _vault.Requests.Count(request => request.Contains("/kv/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_secret_that_is_not_there_or_deleted_is_unknown_and_no_failure()
    {
        using var vault = WithToken();
        _vault.Deleted["fairlead"] = true;

        Assert.Empty(await FindAsync(vault, "TOKEN", "none/TOKEN"));
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable, "is sealed or not ready (503): unseal it")]
    [InlineData(HttpStatusCode.InternalServerError, "failed (500)")]
    [InlineData(HttpStatusCode.TooManyRequests, "refuses for now (429)")]
    [InlineData(HttpStatusCode.TemporaryRedirect, "answers with a redirect (307): set Secrets:Vault:Address")]
    public async Task A_vault_that_does_not_work_says_what_to_do_and_is_asked_again_soon(HttpStatusCode status, string said)
    {
        using var vault = WithToken();
        await FindAsync(vault, "TOKEN");
        _time.Advance(TimeSpan.FromSeconds(10));
        _vault.Broken = status;

        Assert.Contains(said, await RefusedAsync(vault, "TOKEN"), StringComparison.Ordinal);
        var asked = _vault.Requests.Count;
        await RefusedAsync(vault, "TOKEN");
        Assert.Equal(asked, _vault.Requests.Count);

        _vault.Broken = null;
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("t", (await FindAsync(vault, "TOKEN"))["TOKEN"].Reveal());
    }

    [Fact]
    public async Task A_vault_that_is_not_there_or_says_nothing_is_named()
    {
        using (var gone = WithToken(options => options.Address = new Uri("http://127.0.0.1:1")))
            Assert.Contains("Vault at http://127.0.0.1:1 does not answer (ConnectionError)", await RefusedAsync(gone, "TOKEN"), StringComparison.Ordinal);

        using var vault = WithToken();
        _vault.Gate = new TaskCompletionSource();
        var waiting = RefusedAsync(vault, "TOKEN");
        while (_vault.Requests.IsEmpty)
            await Task.Yield();
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Contains("did not answer within 5 seconds", await waiting, StringComparison.Ordinal);
        _vault.Gate.SetResult();
    }

    [Fact]
    public async Task A_policy_that_allows_nothing_a_mount_that_is_none_and_a_wrong_token_are_told_apart()
    {
        _vault.Forbidden["fairlead/secret"] = true;
        using (var vault = WithToken())
            Assert.Contains("does not let this token read kv/data/fairlead/secret (403)", await RefusedAsync(vault, "secret/TOKEN"), StringComparison.Ordinal);
        using (var vault = WithToken(options => options.Mount = "elsewhere"))
            Assert.Contains("has no secrets engine at elsewhere (404)", await RefusedAsync(vault, "TOKEN"), StringComparison.Ordinal);
        using (var vault = WithToken(options => options.Token = "hvs.wrong"))
        {
            var said = await RefusedAsync(vault, "TOKEN");
            Assert.Contains("(403)", said, StringComparison.Ordinal);
            Assert.DoesNotContain("hvs.", said, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_token_is_renewed_in_time_and_lives_beyond_its_lease()
    {
        using var vault = WithToken();
        for (var minute = 0; minute < 10; minute++)
        {
            Assert.Equal("t", (await FindAsync(vault, "TOKEN"))["TOKEN"].Reveal());
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.InRange(_vault.Requests.Count(request => request.StartsWith("POST /v1/auth/token/renew-self", StringComparison.Ordinal)), 3, 6);
    }

    [Fact]
    public async Task A_token_is_renewed_while_nobody_asks()
    {
        using var vault = WithToken();
        await vault.RenewAsync(Cancellation);
        for (var minute = 0; minute < 10; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await vault.RenewAsync(Cancellation);
        }

        Assert.Equal("t", (await FindAsync(vault, "TOKEN"))["TOKEN"].Reveal());
    }

    [Fact]
    public async Task An_app_role_logs_in_and_again_when_its_token_is_revoked_or_over()
    {
        using var vault = WithRole(FakeVault.SecretId);
        Assert.Equal("t", (await FindAsync(vault, "TOKEN"))["TOKEN"].Reveal());

        _vault.RevokeAll();
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("t", (await FindAsync(vault, "TOKEN"))["TOKEN"].Reveal());
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("t", (await FindAsync(vault, "TOKEN"))["TOKEN"].Reveal());

        Assert.Equal(3, _vault.Requests.Count(request => request is "POST /v1/auth/approle/login"));
    }

    [Fact]
    public async Task An_app_role_that_is_refused_says_what_to_check_without_what_it_sent()
    {
        using var vault = WithRole("wrong-secret-id");

        var said = await RefusedAsync(vault, "TOKEN");

        Assert.Contains("refuses the login (400): check RoleId, SecretId", said, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-secret-id", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_address_there_is_no_vault()
    {
        using var vault = new VaultSecrets(Options.Create(new VaultOptions()), _time);

        Assert.Empty(await FindAsync(vault, "TOKEN"));
        Assert.Empty(await vault.ListAsync(Cancellation));
    }

    [Theory]
    [InlineData("http://vault", null, null, "Token or RoleId must be set")]
    [InlineData("http://vault", "t", "r", "Token and RoleId are both set")]
    [InlineData("ftp://vault", "t", null, "must begin with http:// or https://")]
    public void Settings_that_cannot_work_are_refused_at_the_start(string address, string? token, string? role, string said)
    {
        var options = new VaultOptions { Address = new Uri(address), Token = token, RoleId = role };

        var refused = Assert.Single(options.Validate(new ValidationContext(options)));

        Assert.Contains(said, refused.ErrorMessage, StringComparison.Ordinal);
        Assert.True(new VaultOptionsValidator().Validate(name: null, options).Failed);
    }

    private VaultSecrets WithToken(Action<VaultOptions>? change = null)
    {
        var options = new VaultOptions { Address = _vault.Address, Mount = "kv", Token = _vault.NewToken() };
        change?.Invoke(options);
        return new VaultSecrets(Options.Create(options), _time);
    }

    private VaultSecrets WithRole(string secretId) => new(
        Options.Create(new VaultOptions { Address = _vault.Address, Mount = "kv", RoleId = FakeVault.RoleId, SecretId = secretId }), _time);

    private static async Task<IReadOnlyDictionary<string, Secret>> FindAsync(VaultSecrets vault, params string[] names) => await vault.FindAsync(
        new SecretRequest { Names = names, TenantId = "<default>", ProcessId = "process" }, Cancellation);

    private static async Task<string> RefusedAsync(VaultSecrets vault, string name) =>
        (await Assert.ThrowsAsync<SecretProviderException>(() => FindAsync(vault, name))).Message;
}
