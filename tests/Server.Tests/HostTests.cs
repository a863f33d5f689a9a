using System.Net;
using System.Net.Http.Headers;
using Fairlead.Server.Tests.Support;

namespace Fairlead.Server.Tests;

/// <summary>By which names a server may be called.</summary>
public sealed class HostTests(SharedServer shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("localhost", "/v2/topology", HttpStatusCode.OK)]
    [InlineData("127.0.0.1:8080", "/v2/topology", HttpStatusCode.OK)]
    [InlineData("[::1]:8080", "/outbound", HttpStatusCode.OK)]
    [InlineData("evil.example", "/v2/topology", HttpStatusCode.MisdirectedRequest)]
    [InlineData("evil.example:8080", "/fairlead/v1/call", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost.evil.example", "/outbound", HttpStatusCode.MisdirectedRequest)]
    [InlineData("evil.example", "/inbound", HttpStatusCode.MisdirectedRequest)]
    [InlineData("tunnel.example", "/inbound/no-such-webhook", HttpStatusCode.NotFound)]
    public async Task A_server_that_only_this_machine_reaches_is_not_called_by_a_strangers_name(string host, string path, HttpStatusCode expected)
    {
        var answer = await AskAsync(shared.Http, host, path);

        Assert.Equal(expected, answer.Status);
        if (expected is HttpStatusCode.MisdirectedRequest)
            Assert.Contains("Server:Hosts", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_that_are_set_pass()
    {
        using var folder = new TestFolder();
        using var server = await TestServer.StartAsync(folder.Data, Cancellation, "--Server:Hosts:0", "fairlead.corp", "--Server:Hosts:1", "*.apps.corp");

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(server.Http, "fairlead.corp", "/v2/topology")).Status);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(server.Http, "flows.apps.corp:443", "/v2/topology")).Status);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, (await AskAsync(server.Http, "other.corp", "/v2/topology")).Status);
    }

    private static async Task<(HttpStatusCode Status, string Text)> AskAsync(HttpClient http, string host, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Host = host;
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var response = await http.SendAsync(request, Cancellation);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }
}
