namespace Fairlead.Connectors.Runtime.Inbound;

/// <summary>What became of an event, in the words of metrics and of the activity log. Nothing of the event is in them.</summary>
internal static class CorrelationWords
{
    extension(CorrelationResult result)
    {
        /// <summary>As the original's metric has it.</summary>
        public string MetricName => result switch
        {
            CorrelationResult.Success => "correlated",
            CorrelationResult.NotMatched or CorrelationResult.Quarantined { Problem: CorrelationResult.NotMatched } =>
                "activation-condition-failed",
            CorrelationResult.Held => "held",
            _ => "correlation-failed",
        };
    }

    extension(CorrelationResult.Success success)
    {
        public string Sentence => success switch
        {
            CorrelationResult.InstanceCreated created => $"{created.Element.ElementId} started process instance {created.Key.Value}.",
            CorrelationResult.MessagePublished published => $"{published.Element.ElementId} published message {published.Key.Value}.",
            CorrelationResult.MessageCorrelated correlated =>
                $"{correlated.Element.ElementId} reached process instance {correlated.InstanceKey.Value}.",
            CorrelationResult.AlreadyAccepted known => $"{known.Element.ElementId} had accepted the event before.",
            _ => throw new System.Diagnostics.UnreachableException($"No words for {success.GetType().Name}."),
        };
    }
}
