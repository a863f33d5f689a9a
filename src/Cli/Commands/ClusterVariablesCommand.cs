using System.CommandLine;
using Fairlead.Cli.Input;
using Fairlead.Cli.Output;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

namespace Fairlead.Cli.Commands;

/// <summary>Shows and changes what expressions see as <c>camunda.vars</c>.</summary>
internal static class ClusterVariablesCommand
{
    private const string GlobalScope = "(all)";

    public static Command Create(CommonOptions options) =>
        new("cluster-variables", "Shows and changes values that all processes read: camunda.vars.env.NAME in an expression.")
        {
            List(options), Get(options), Set(options), Delete(options),
        };

    private static Option<string?> Tenant() => new("--tenant")
    {
        Description = "Of this tenant; without one, of all.",
        HelpName = "TENANT",
    };

    private static Argument<string> Name() => new("NAME") { Description = "As expressions name it." };

    private static Command List(CommonOptions options)
    {
        var tenant = Tenant();
        var limit = new Option<int>("--limit") { Description = "How many at most.", HelpName = "N", DefaultValueFactory = _ => 100 };
        var command = new Command("list", "Lists cluster variables.") { tenant, limit };
        Session.SetAction(command, options, (session, parsed, cancellation) => ListAsync(
            session,
            new SearchQuery<ClusterVariableFilter>
            {
                Filter = parsed.GetValue(tenant) is { } only ? new ClusterVariableFilter { TenantId = only } : null,
                Sort = [new SearchSort { Field = "name" }],
                Page = new SearchPage { Limit = parsed.GetValue(limit) },
            },
            cancellation));
        return command;
    }

    private static Command Get(CommonOptions options)
    {
        var (name, tenant) = (Name(), Tenant());
        var command = new Command("get", "Writes the value of a cluster variable, as JSON.") { name, tenant };
        Session.SetAction(command, options, async (session, parsed, cancellation) =>
        {
            var found = await session.Client.ClusterVariables.GetAsync(parsed.GetValue(tenant), parsed.GetRequiredValue(name), cancellation);
            if (session.WantsJson)
                JsonOutput.Write(found, JsonOutput.Shapes.ClusterVariableResult);
            else
                Screen.WriteLine(found.Value);
        });
        return command;
    }

    private static Command Set(CommonOptions options)
    {
        var (name, tenant) = (Name(), Tenant());
        var value = new Argument<string>("VALUE") { Description = "JSON, or @FILE that holds it." };
        var isText = new Option<bool>("--text") { Description = "VALUE is a text, not JSON." };
        var command = new Command("set", "Creates a cluster variable, or changes its value.") { name, value, isText, tenant };
        Session.SetAction(command, options, (session, parsed, cancellation) => SetAsync(
            session,
            parsed.GetValue(tenant),
            parsed.GetRequiredValue(name),
            Json.Text(parsed.GetRequiredValue(value), parsed.GetValue(isText)),
            cancellation));
        return command;
    }

    private static Command Delete(CommonOptions options)
    {
        var (name, tenant) = (Name(), Tenant());
        var command = new Command("delete", "Deletes a cluster variable. Expressions see null in its place.") { name, tenant };
        Session.SetAction(command, options, async (session, parsed, cancellation) =>
        {
            await session.Client.ClusterVariables.DeleteAsync(parsed.GetValue(tenant), parsed.GetRequiredValue(name), cancellation);
            Screen.WriteLine($"Cluster variable {parsed.GetRequiredValue(name)} is deleted.");
        });
        return command;
    }

    private static async Task ListAsync(Session session, SearchQuery<ClusterVariableFilter> query, CancellationToken cancellation)
    {
        var found = await session.Client.ClusterVariables.SearchAsync(query, cancellation);
        if (session.WantsJson)
        {
            JsonOutput.Write(found, JsonOutput.Shapes.SearchResultClusterVariableItem);
            return;
        }

        if (found.Items.Count is 0)
        {
            Screen.WriteLine("There are no cluster variables.");
            return;
        }

        Screen.WriteTable(
            ["NAME", "TENANT", "VALUE"],
            [.. found.Items.Select(IReadOnlyList<string> (item) => [item.Name, item.TenantId ?? GlobalScope, Shorten(item.Value)])]);
        if (found.Page.TotalItems > found.Items.Count)
            Screen.WriteError($"{found.Items.Count} of {found.Page.TotalItems}; see more with --limit.");
    }

    private static string Shorten(string value)
    {
        const int ShownAtMost = 80;
        return value.Length <= ShownAtMost ? value : $"{value.AsSpan(0, ShownAtMost - 1)}…";
    }

    private static async Task SetAsync(
        Session session, string? tenant, string name, JsonValueText value, CancellationToken cancellation)
    {
        ClusterVariableResult result;
        try
        {
            var change = new UpdateClusterVariableRequest { Value = value };
            result = await session.Client.ClusterVariables.UpdateAsync(tenant, name, change, cancellation);
        }
        catch (ClusterException unknown) when (unknown.Error is ClusterError.NotFound)
        {
            var creation = new CreateClusterVariableRequest { Name = name, Value = value };
            result = await session.Client.ClusterVariables.CreateAsync(tenant, creation, cancellation);
        }

        if (session.WantsJson)
            JsonOutput.Write(result, JsonOutput.Shapes.ClusterVariableResult);
        else
            Screen.WriteLine($"Cluster variable {name} is set.");
    }
}
