using System.Net;

using Fairlead.Connectors.Runtime.Http;

namespace Fairlead.Connectors.Runtime.Tests.Network;

/// <summary>Which proxy a call goes through.</summary>
public sealed class ProxiesTests
{
    private static readonly WebProxy Environment = new("http://env.corp:3128", BypassOnLocal: false, BypassList: [], new NetworkCredential("env", "pass"));

    [Fact]
    public void Where_no_proxy_is_set_that_of_the_environment_counts_beside_the_exceptions()
    {
        var proxies = new Proxies(new ProxyOptions { NotFor = { "*.corp", " [::1] ", "10.*" } }, Environment);

        Assert.Equal("http://env.corp:3128/", proxies.GetProxy(new Uri("https://example.com/"))?.ToString());
        Assert.Same(Environment.Credentials, proxies.Credentials);
        foreach (var direct in (string[])["https://erp.corp/", "http://ERP.CORP/", "http://[::1]/", "https://10.1.2.3:8443/"])
        {
            Assert.Null(proxies.GetProxy(new Uri(direct)));
            Assert.True(proxies.IsBypassed(new Uri(direct)));
        }
    }

    [Fact]
    public void A_proxy_that_is_set_counts_for_its_scheme_and_that_of_the_environment_for_nothing()
    {
        var options = new ProxyOptions();
        (options.Https.Host, options.Https.Port, options.Https.Scheme, options.Https.User, options.Https.Password) = ("proxy.corp", 8443, "HTTPS", "ada", "pass");
        var proxies = new Proxies(options, Environment);

        Assert.Equal("https://proxy.corp:8443/", proxies.GetProxy(new Uri("https://example.com/"))?.ToString());
        Assert.Null(proxies.GetProxy(new Uri("http://example.com/")));
        Assert.Equal("ada", proxies.Credentials?.GetCredential(new Uri("https://proxy.corp:8443/"), "Basic")?.UserName);
        Assert.Null(proxies.Credentials?.GetCredential(new Uri("http://env.corp:3128/"), "Basic"));
    }

    [Theory]
    [InlineData("http://proxy.corp", 80, "http", "is no host")]
    [InlineData("proxy.corp:3128", 80, "http", "is no host")]
    [InlineData("proxy.corp", 0, "http", "Port")]
    [InlineData("proxy.corp", 80, "socks5", "http or https")]
    public void A_setting_that_cannot_work_is_refused(string host, int port, string scheme, string says)
    {
        var options = new ProxyOptions();
        (options.Http.Host, options.Http.Port, options.Http.Scheme) = (host, port, scheme);

        Assert.Contains(new ProxyOptionsValidator().Validate(null, options).Failures!, failure => failure.Contains(says, StringComparison.Ordinal));
    }
}
