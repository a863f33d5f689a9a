using System.Diagnostics;
using System.Text.Json;

using Fairlead.Tests.Servers;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fairlead.Templates.Tests;

/// <summary>
/// Camunda's modeler as far as element templates go: the packages bpmn-js and bpmn-js-element-templates, in a browser without a window.
/// </summary>
internal static class Modeler
{
    private static readonly TimeSpan AtMost = TimeSpan.FromMinutes(3);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Applies templates, each to a diagram of its own.</summary>
    public static async Task<IReadOnlyList<AppliedTemplate>> ApplyAsync(IReadOnlyList<TemplateCase> cases, CancellationToken cancellation)
    {
        var browser = LocalServer.Require("/usr/bin/chromium", "chromium");
        var esbuild = LocalServer.RequireNode("node_modules/.bin/esbuild");
        var folder = Directory.CreateTempSubdirectory("fairlead-modeler-").FullName;
        try
        {
            var script = Path.Combine(folder, "apply.js");
            await RunAsync(esbuild, ["templates/apply.js", "--bundle", "--format=esm", "--log-level=warning", $"--outfile={script}"], cancellation);
            return await InBrowserAsync(browser, folder, script, cases, cancellation);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<IReadOnlyList<AppliedTemplate>> InBrowserAsync(
        string browser, string folder, string script, IReadOnlyList<TemplateCase> cases, CancellationToken cancellation)
    {
        var results = new TaskCompletionSource<IReadOnlyList<AppliedTemplate>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        // Templates carry their picture.
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        await using var server = builder.Build();
        server.Urls.Add("http://127.0.0.1:0");
        server.MapGet("/", () => Results.Content("<!doctype html><script type=module src=apply.js></script>", "text/html"));
        server.MapGet("/apply.js", () => Results.File(script, "text/javascript"));
        server.MapGet("/cases", () => Results.Json(cases, Json));
        server.MapPost("/results", async (HttpRequest request) =>
            results.SetResult((await request.ReadFromJsonAsync<List<AppliedTemplate>>(Json, request.HttpContext.RequestAborted))!));
        await server.StartAsync(cancellation);
        var address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

        using var chromium = Process.Start(new ProcessStartInfo(
            browser,
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--remote-debugging-port=0",
                $"--user-data-dir={folder}/profile", address,
            ])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var said = chromium.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(AtMost);
            return await results.Task.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            chromium.Kill(entireProcessTree: true);
            Assert.Fail($"The browser gave no results within {AtMost.TotalMinutes} minutes: {await said}");
            throw;
        }
        finally
        {
            chromium.Kill(entireProcessTree: true);
            await chromium.WaitForExitAsync(CancellationToken.None);
            await server.StopAsync(CancellationToken.None);
        }
    }

    private static async Task RunAsync(string program, string[] arguments, CancellationToken cancellation)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = LocalServer.NodeFolder,
            RedirectStandardError = true,
        })!;
        var errors = await process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        Assert.True(process.ExitCode is 0, errors);
    }
}

/// <param name="Template">As JSON.</param>
/// <param name="Diagram">BPMN.</param>
/// <param name="Element">Id of the one that it is applied to.</param>
internal sealed record TemplateCase(JsonElement Template, string Diagram, string Element);

/// <param name="Xml">The diagram afterwards; empty when it could not be applied.</param>
/// <param name="Type">Of the element afterwards.</param>
/// <param name="Problems">What the modeler shows in red.</param>
/// <param name="Refused">What is wrong with the template itself.</param>
internal sealed record AppliedTemplate(string Xml, string? Type, IReadOnlyList<string> Problems, IReadOnlyList<string> Refused);
