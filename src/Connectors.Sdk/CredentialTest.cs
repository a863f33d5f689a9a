using System.Text.Json;

namespace Fairlead.Connectors.Sdk;

/// <summary>
/// What a connector also implements when its credentials may be kept as cluster variables and can be tried before a task uses them. It is
/// asked by <c>POST /configurations/validate</c>.
/// </summary>
public interface ICredentialTest
{
    /// <summary>The id under which modellers know this kind of credential, for example <c>io.camunda:aws-credential:1</c>.</summary>
    string CredentialId { get; }

    /// <summary>Tries a credential as far as that has no effect on the other side.</summary>
    /// <param name="credential">As it is stored, with its secrets filled in. Hide them: <see cref="OutboundCall.Hide"/>.</param>
    /// <param name="call">Of job 0; nothing of it is kept.</param>
    /// <param name="cancellation">Ends when whoever asked is gone, or after half a minute.</param>
    /// <returns>What was tried and seen: one sentence without a secret.</returns>
    /// <exception cref="ConnectorException">It is incomplete, or the other side does not accept it.</exception>
    Task<string> TestAsync(JsonElement credential, OutboundCall call, CancellationToken cancellation);
}
