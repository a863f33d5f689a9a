using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fairlead.Protocol.Rest;

/// <summary>
/// How the REST API is written. <see cref="Default"/> is what a server uses: it refuses properties it does not know and writes nulls.
/// <see cref="Client"/> is for the other side: it ignores what it does not know and leaves nulls out.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    Converters =
    [
        typeof(MomentConverter),
        typeof(ProcessInstanceKeyConverter),
        typeof(ProcessDefinitionKeyConverter),
        typeof(ElementInstanceKeyConverter),
        typeof(JobKeyConverter),
        typeof(MessageKeyConverter),
        typeof(SignalKeyConverter),
        typeof(ConditionalEvaluationKeyConverter),
        typeof(IncidentKeyConverter),
        typeof(UserTaskKeyConverter),
        typeof(VariableKeyConverter),
        typeof(DeploymentKeyConverter),
        typeof(DecisionDefinitionKeyConverter),
        typeof(DecisionRequirementsKeyConverter),
        typeof(DecisionEvaluationKeyConverter),
        typeof(FormKeyConverter),
        typeof(ResourceKeyConverter),
        typeof(CallKeyConverter),
        typeof(InboxKeyConverter),
        typeof(LeaseTokenConverter),
        typeof(RestWordConverter<ProcessInstanceState>),
        typeof(RestWordConverter<ElementInstanceState>),
        typeof(RestWordConverter<ElementInstanceType>),
        typeof(RestWordConverter<IncidentState>),
        typeof(RestWordConverter<IncidentErrorType>),
        typeof(RestWordConverter<ProcessDefinitionState>),
        typeof(RestWordConverter<DecisionDefinitionType>),
        typeof(RestWordConverter<DecisionInstanceState>),
        typeof(RestWordConverter<UserTaskState>),
        typeof(RestWordConverter<ConnectionCircuit>),
        typeof(RestWordConverter<ClusterVariableScope>),
        typeof(RestWordConverter<SortOrder>),
        typeof(RestWordConverter<TenantFilter>),
        typeof(RestWordConverter<RuntimeInstructionType>),
        typeof(RestWordConverter<JobKind>),
        typeof(RestWordConverter<JobListenerEventType>),
        typeof(RestWordConverter<JobState>),
        typeof(RestWordConverter<SecretOutcome>),
        typeof(RestWordConverter<CallState>),
        typeof(RestWordConverter<CallCapture>),
        typeof(FilterConverter<string>),
        typeof(FilterConverter<int>),
        typeof(FilterConverter<DateTimeOffset>),
        typeof(FilterConverter<ProcessInstanceKey>),
        typeof(FilterConverter<ProcessDefinitionKey>),
        typeof(FilterConverter<ElementInstanceKey>),
        typeof(FilterConverter<JobKey>),
        typeof(FilterConverter<IncidentKey>),
        typeof(FilterConverter<VariableKey>),
        typeof(FilterConverter<DecisionDefinitionKey>),
        typeof(FilterConverter<DecisionRequirementsKey>),
        typeof(FilterConverter<DecisionInstanceState>),
        typeof(FilterConverter<ProcessInstanceState>),
        typeof(FilterConverter<ElementInstanceState>),
        typeof(FilterConverter<UserTaskState>),
        typeof(FilterConverter<IncidentState>),
        typeof(FilterConverter<IncidentErrorType>),
        typeof(FilterConverter<ClusterVariableScope>),
        typeof(FilterConverter<JobKind>),
        typeof(FilterConverter<JobListenerEventType>),
        typeof(FilterConverter<JobState>),
        typeof(FilterConverter<CallKey>),
        typeof(FilterConverter<CallState>),
    ])]
[JsonSerializable(typeof(ProblemDetail))]
[JsonSerializable(typeof(ConnectionsResult))]
[JsonSerializable(typeof(ConnectionItem))]
[JsonSerializable(typeof(ClusterIdentity))]
[JsonSerializable(typeof(InboundDefinitionsResult))]
[JsonSerializable(typeof(SearchQuery<MessageSubscriptionFilter>))]
[JsonSerializable(typeof(SearchResult<MessageSubscriptionStatistics>))]
[JsonSerializable(typeof(HistoryResult))]
[JsonSerializable(typeof(SearchQuery<CallFilter>))]
[JsonSerializable(typeof(SearchResult<CallItem>))]
[JsonSerializable(typeof(CallResult))]
[JsonSerializable(typeof(CallRetryRequest))]
[JsonSerializable(typeof(CallRetryResult))]
[JsonSerializable(typeof(CallRemapRequest))]
[JsonSerializable(typeof(CallRemapResult))]
[JsonSerializable(typeof(CallComparison))]
[JsonSerializable(typeof(IReadOnlyList<CallItem>))]
[JsonSerializable(typeof(IReadOnlyList<CallExchange>))]
[JsonSerializable(typeof(IReadOnlyList<CallNull>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(SearchQuery<ProcessInstanceFilter>))]
[JsonSerializable(typeof(SearchResult<ProcessInstanceItem>))]
[JsonSerializable(typeof(SearchQuery<ElementInstanceFilter>))]
[JsonSerializable(typeof(SearchResult<ElementInstanceItem>))]
[JsonSerializable(typeof(SearchQuery<VariableFilter>))]
[JsonSerializable(typeof(SearchResult<VariableItem>))]
[JsonSerializable(typeof(CreateClusterVariableRequest))]
[JsonSerializable(typeof(UpdateClusterVariableRequest))]
[JsonSerializable(typeof(ClusterVariableResult))]
[JsonSerializable(typeof(SearchQuery<ClusterVariableFilter>))]
[JsonSerializable(typeof(SearchResult<ClusterVariableItem>))]
[JsonSerializable(typeof(ConditionalEvaluationInstruction))]
[JsonSerializable(typeof(EvaluateConditionalResult))]
[JsonSerializable(typeof(SignalBroadcastRequest))]
[JsonSerializable(typeof(SignalBroadcastResult))]
[JsonSerializable(typeof(VariableResult))]
[JsonSerializable(typeof(SetVariablesRequest))]
[JsonSerializable(typeof(AdHocActivationRequest))]
[JsonSerializable(typeof(SearchQuery<IncidentFilter>))]
[JsonSerializable(typeof(SearchResult<IncidentItem>))]
[JsonSerializable(typeof(SearchQuery<JobFilter>))]
[JsonSerializable(typeof(SearchResult<JobItem>))]
[JsonSerializable(typeof(SearchQuery<ProcessDefinitionFilter>))]
[JsonSerializable(typeof(SearchResult<ProcessDefinitionItem>))]
[JsonSerializable(typeof(SequenceFlowsResult))]
[JsonSerializable(typeof(ProcessInstanceItem))]
[JsonSerializable(typeof(IncidentItem))]
[JsonSerializable(typeof(IReadOnlyList<SequenceFlowItem>))]
[JsonSerializable(typeof(CreateProcessInstanceRequest))]
[JsonSerializable(typeof(CreateProcessInstanceResult))]
[JsonSerializable(typeof(OperationRequest))]
[JsonSerializable(typeof(ModifyProcessInstanceRequest))]
[JsonSerializable(typeof(MigrateProcessInstanceRequest))]
[JsonSerializable(typeof(SearchQuery<UserTaskFilter>))]
[JsonSerializable(typeof(SearchResult<UserTaskItem>))]
[JsonSerializable(typeof(SearchQuery<UserTaskVariableFilter>))]
[JsonSerializable(typeof(UserTaskItem))]
[JsonSerializable(typeof(UserTaskAssignmentRequest))]
[JsonSerializable(typeof(UserTaskCompletionRequest))]
[JsonSerializable(typeof(UserTaskUpdateRequest))]
[JsonSerializable(typeof(JobActivationRequest))]
[JsonSerializable(typeof(JobActivationResult))]
[JsonSerializable(typeof(JobCompletionRequest))]
[JsonSerializable(typeof(JobFailRequest))]
[JsonSerializable(typeof(JobErrorRequest))]
[JsonSerializable(typeof(JobUpdateRequest))]
[JsonSerializable(typeof(MessagePublicationRequest))]
[JsonSerializable(typeof(MessagePublicationResult))]
[JsonSerializable(typeof(MessageCorrelationRequest))]
[JsonSerializable(typeof(MessageCorrelationResult))]
[JsonSerializable(typeof(DeploymentResult))]
[JsonSerializable(typeof(SearchQuery<DecisionDefinitionFilter>))]
[JsonSerializable(typeof(SearchResult<DecisionDefinitionItem>))]
[JsonSerializable(typeof(SearchQuery<DecisionRequirementsFilter>))]
[JsonSerializable(typeof(SearchResult<DecisionRequirementsItem>))]
[JsonSerializable(typeof(SearchQuery<DecisionInstanceFilter>))]
[JsonSerializable(typeof(SearchResult<DecisionInstanceItem>))]
[JsonSerializable(typeof(DecisionInstanceResult))]
[JsonSerializable(typeof(DecisionEvaluationRequest))]
[JsonSerializable(typeof(EvaluateDecisionResult))]
[JsonSerializable(typeof(IReadOnlyList<EvaluatedDecisionInputItem>))]
[JsonSerializable(typeof(IReadOnlyList<MatchedDecisionRuleItem>))]
[JsonSerializable(typeof(DocumentMetadata))]
[JsonSerializable(typeof(IReadOnlyList<DocumentMetadata>))]
[JsonSerializable(typeof(DocumentReference))]
[JsonSerializable(typeof(DocumentBatchResult))]
[JsonSerializable(typeof(DocumentLinkRequest))]
[JsonSerializable(typeof(DocumentLink))]
[JsonSerializable(typeof(DeleteResourceRequest))]
[JsonSerializable(typeof(DeleteResourceResult))]
[JsonSerializable(typeof(ResourceItem))]
[JsonSerializable(typeof(FormResult))]
[JsonSerializable(typeof(InputsExplanation))]
[JsonSerializable(typeof(DeploymentCheckResult))]
[JsonSerializable(typeof(PlanRequest))]
[JsonSerializable(typeof(CallRequest))]
[JsonSerializable(typeof(PlanResult))]
[JsonSerializable(typeof(ExpressionEvaluationRequest))]
[JsonSerializable(typeof(ExpressionEvaluationResult))]
[JsonSerializable(typeof(SecretsResult))]
[JsonSerializable(typeof(SecretItem))]
[JsonSerializable(typeof(SetSecretRequest))]
[JsonSerializable(typeof(SecretUsageResult))]
[JsonSerializable(typeof(IReadOnlyList<InboundConnectorItem>))]
[JsonSerializable(typeof(TopologyResult))]
[JsonSerializable(typeof(LicenseResult))]
[JsonSerializable(typeof(CurrentUserResult))]
public sealed partial class RestJson : JsonSerializerContext
{
    /// <summary>Tolerant in reading, brief in writing.</summary>
    public static RestJson Client => field ??= new(new JsonSerializerOptions(Default.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    });
}
