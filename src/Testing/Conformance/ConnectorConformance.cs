using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Testing.Conformance;

/// <summary>A connector to be checked, with inputs that work.</summary>
/// <param name="Connector">A class with <see cref="Connectors.Sdk.ConnectorAttribute"/>.</param>
/// <param name="Inputs">
/// JSON objects that a call can be made with; best one for each operation and each kind of authentication. Of a webhook its settings.
/// Secrets in them have at least eight characters.
/// </param>
public sealed record ConnectorSample(Type Connector, params IReadOnlyList<string> Inputs)
{
    /// <summary>What HTTP answers to all requests.</summary>
    public string Answer { get; init; } = "{}";

    /// <summary>Further things that the constructor wants.</summary>
    public IServiceCollection? Services { get; init; }
}

/// <summary>An exception from a rule, for one place.</summary>
/// <param name="JobType">Of the connector.</param>
/// <param name="Rule">As <see cref="ConnectorConformance.Rules"/> names it.</param>
/// <param name="Place">As the problem names it: the text before the colon.</param>
/// <param name="Reason">For the next reader.</param>
public sealed record ConformanceWaiver(string JobType, string Rule, string Place, string Reason);

/// <summary>
/// What every connector keeps to, so that people can rely on all of them in the same way: they describe themselves, refuse what they cannot
/// use by its name, hide secrets, end when they are told, and reach the outside only through their call.
/// </summary>
public static class ConnectorConformance
{
    private static readonly IReadOnlyList<ConformanceRule> All =
    [
        new("describes itself", DeclarationRules.DescribesItself),
        new("serves a type of its own", DeclarationRules.ServesATypeOfItsOwn),
        new("labels every field", DeclarationRules.LabelsEveryField),
        new("types secrets as secrets", DeclarationRules.TypesSecretsAsSecrets),
        new("closes every choice", DeclarationRules.ClosesEveryChoice),
        new("opens no connections of its own", DeclarationRules.OpensNoConnections),
        new("keeps nothing between calls", DeclarationRules.KeepsNothing),
        new("gives an output that is JSON", DeclarationRules.GivesJson),
        new("takes its samples", BindingRules.TakesItsSamples),
        new("names what is missing", BindingRules.NamesWhatIsMissing),
        new("takes every case of a choice", BindingRules.TakesEveryCase),
        new("answers or refuses", CallRules.AnswersOrRefuses),
        new("refuses nonsense", CallRules.RefusesNonsense),
        new("does not show secrets", CallRules.DoesNotShowSecrets),
        new("shows what it sends", CallRules.ShowsWhatItSends),
        new("sends nothing when it plans", CallRules.SendsNothingWhenItPlans),
        new("ends when it is told", CallRules.EndsWhenItIsTold),
    ];

    /// <summary>The names of the rules.</summary>
    public static IReadOnlyList<string> Rules { get; } = [.. All.Select(rule => rule.Name)];

    /// <summary>Checks one connector.</summary>
    /// <typeparam name="TConnector">A class with <see cref="Connectors.Sdk.ConnectorAttribute"/>.</typeparam>
    /// <param name="inputs">See <see cref="ConnectorSample.Inputs"/>.</param>
    /// <returns>One line for each problem; empty when there is none.</returns>
    public static Task<IReadOnlyList<string>> CheckAsync<TConnector>(params IReadOnlyList<string> inputs) =>
        CheckAsync([new ConnectorSample(typeof(TConnector), inputs)]);

    /// <summary>Checks connectors that run together.</summary>
    /// <param name="samples">All of them.</param>
    /// <param name="waivers">Exceptions; one that is not needed is a problem itself.</param>
    /// <returns>One line for each problem; empty when there is none.</returns>
    public static async Task<IReadOnlyList<string>> CheckAsync(
        IReadOnlyList<ConnectorSample> samples, params IReadOnlyList<ConformanceWaiver> waivers)
    {
        ArgumentNullException.ThrowIfNull(samples);
        var problems = new List<string>();
        var unused = waivers.ToList();
        var subjects = samples.Select(sample => new ConformanceSubject(sample)).ToList();
        foreach (var subject in subjects)
        {
            foreach (var rule in All.Take(subject.IsUsable ? All.Count : 1))
            {
                foreach (var problem in await rule.CheckAsync(subject, subjects))
                {
                    if (waivers.FirstOrDefault(waiver => subject.Waives(waiver, rule.Name, problem)) is { } waiver)
                        unused.Remove(waiver);
                    else
                        problems.Add($"{subject.Connector.Name} {rule.Name}: {problem}");
                }
            }
        }

        problems.AddRange(unused.Select(waiver => $"The waiver of {waiver.JobType} from \"{waiver.Rule}\" at {waiver.Place} is not needed."));
        return problems;
    }
}

/// <param name="Name">What a connector does that keeps it.</param>
/// <param name="Problems">The subject, and all that run together with it. A problem begins with its place and a colon.</param>
internal sealed record ConformanceRule(
    string Name, Func<ConformanceSubject, IReadOnlyList<ConformanceSubject>, IAsyncEnumerable<string>> Problems)
{
    public ConformanceRule(string name, Func<ConformanceSubject, IEnumerable<string>> problems)
        : this(name, (subject, _) => problems(subject).ToAsyncEnumerable())
    {
    }

    public ConformanceRule(string name, Func<ConformanceSubject, IAsyncEnumerable<string>> problems)
        : this(name, (subject, _) => problems(subject))
    {
    }

    public ConformanceRule(string name, Func<ConformanceSubject, IReadOnlyList<ConformanceSubject>, IEnumerable<string>> problems)
        : this(name, (subject, all) => problems(subject, all).ToAsyncEnumerable())
    {
    }

    public async Task<IReadOnlyList<string>> CheckAsync(ConformanceSubject subject, IReadOnlyList<ConformanceSubject> all)
    {
        var problems = new List<string>();
        await foreach (var problem in Problems(subject, all))
            problems.Add(problem);
        return problems;
    }
}
