using Fairlead.Bench;
using Fairlead.Bench.Feel;
using Fairlead.Bench.Messages;
using Fairlead.Bench.Size;
using Fairlead.Bench.Soak;
using Fairlead.Bench.Speed;

const string Usage = """
    Measures Fairlead. Build with -c Release.

      dotnet run -c Release --project bench -- webhook [--seconds 10] [--connections 16,64] [--starts 5]
          webhook → REST call → end as a whole process, beside a bare endpoint that makes the same call.
      dotnet run -c Release --project bench -- inbound [--counts 10,1000]
          Memory of active inbound connectors, and the time from a deployment to its live webhook. About 1 minute.
      dotnet run -c Release --project bench -- deliveries [--seconds 5] [--warmup 2]
          Events that a subscription hands over, one after another and many under way in their order. About 1 minute.
      dotnet run -c Release --project bench -- messages [--sources email,kafka,mqtt,rabbitmq,sql] [--messages 20000]
          Messages of real brokers → instances, and jobs → messages, beside the bare client libraries. About 2 minutes.
      dotnet run -c Release --project bench -- outbound [--seconds 8] [--connections 16,64]
      dotnet run -c Release --project bench -- outbound [--seconds 8] [--connections 16,64] [--journal ALL,HEADERS,NONE]
          A call that a process makes, beside the call alone; with the call journal on and off. About 2 minutes.
      dotnet run -c Release --project bench -- inbox [--seconds 8] [--connections 64]
          Webhooks accepted under a deduplication key, beside endpoints that write nothing or insert into SQLite. About 3 minutes.
      dotnet run -c Release --project bench -- soak [--seconds 300] [--rate 100]
          A server under mixed load, and what grows meanwhile. Writes no table; tools/soak runs it.
      dotnet run -c Release --project bench -- journal [--seconds 4] [--connections 1,16,64]
          Writing down that a call begins, and what became of it, without the call. Half a minute.
      dotnet run -c Release --project bench -- connections [--seconds 8] [--jobs 10000]
          Memory while jobs wait behind an open circuit, and calls to a fast system beside slow ones. About 2 minutes.
      dotnet run -c Release --project bench -- jobs [--seconds 10] [--instances 64,128,256] [--workers 2]
          Instances of three jobs each, in one process with the durable broker.
      dotnet run -c Release --project bench -- speed [--seconds 8] [--shapes abcd] [--instances 256]
          Instances a second of four shapes: the engine alone in memory, the broker in memory, the broker durable. About 3 minutes.
      dotnet run -c Release --project bench -- origin [--seconds 5] [--instances 256]
          Instances and messages with and without a ledger entry, a cursor and a lease. About 1 minute.
      dotnet run -c Release --project bench -- waiting [--counts 1000,10000,100000,1000000] [--only fill|measure] [--keep yes]
          Start, memory and correlation with many waiting instances. About 4 minutes and 5 GB for all four.
      dotnet run -c Release --project bench -- timers [--counts 1000,10000,100000,1000000]
          10,000 timers of one moment beside many of tomorrow. About 3 minutes.
      dotnet run -c Release --project bench -- spin [--counts 1,10,100,1000] [--seconds 5]
          Others beside instances that never wait. About 1 minute.
      dotnet run -c Release --project bench -- loop [--counts 1000,10000,100000]
          One instance with a multi-instance body of many items. About 1 minute.
      dotnet run -c Release --project bench -- variables
          Small variables beside large ones and beside many. About 1 minute.
      dotnet run -c Release --project bench -- polling [--counts 1000,10000]
          Pollers that are due at the same moment: how late the last one asks, beside a bare client. Less than 1 minute.
      dotnet run -c Release --project bench -- feel
          Expressions read and evaluated on one thread, beside feelin on Node, when Node and npm are there.
      dotnet run -c Release --project bench -- reading
          How the time to read a FEEL expression grows with its length.

    All write a table to bench/results/. More options: --data FOLDER (default artifacts/bench; where it lies decides what a flush
    costs), --warmup SECONDS (default 3), --results FOLDER.
    """;

var arguments = new Arguments(args);
using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = true;
    interrupted.Cancel();
};

try
{
    switch (arguments.Command)
    {
        case "webhook":
            await WebhookRun.RunAsync(arguments, interrupted.Token);
            return 0;
        case "inbound":
            await InboundRun.RunAsync(arguments, interrupted.Token);
            return 0;
        case "deliveries":
            await DeliveriesRun.RunAsync(arguments, interrupted.Token);
            return 0;
        case "messages":
            await MessagesRun.RunAsync(arguments, interrupted.Token);
            return 0;
        case "outbound":
            await OutboundRun.RunAsync(arguments, interrupted.Token);
            return 0;
        case "inbox":
            await InboxRun.RunAsync(arguments, interrupted.Token);
            return 0;
        case "soak":
            return await SoakRun.RunAsync(arguments, interrupted.Token);
        case "journal":
            await JournalRun.RunAsync(arguments, interrupted.Token);
            return 0;
        case "connections":
            await ConnectionsRun.RunAsync(arguments, interrupted.Token);
            return 0;
        case "jobs":
            await ThreeJobsRun.RunAsync(arguments, interrupted.Token);
            return 0;
        case "reading":
            ReadingRun.Run(arguments);
            return 0;
        case "feel":
            await FeelRun.RunAsync(arguments, interrupted.Token);
            return 0;
        case FeelRun.Cold:
            FeelRun.RunCold(arguments);
            return 0;
        case "waiting":
            await WaitingRun.RunAsync(arguments, interrupted.Token);
            return 0;
        case "origin":
            await OriginRun.RunAsync(arguments, interrupted.Token);
            return 0;
        case "speed":
            await SpeedRun.RunAsync(arguments, interrupted.Token);
            return 0;
        case "timers":
            await TimersRun.RunAsync(arguments, interrupted.Token);
            return 0;
        case "spin":
            await SpinRun.RunAsync(arguments, interrupted.Token);
            return 0;
        case "loop":
            await LoopRun.RunAsync(arguments, interrupted.Token);
            return 0;
        case "variables":
            await LargeVariableRun.RunAsync(arguments, interrupted.Token);
            return 0;
        case WaitingRun.Fill:
            await WaitingRun.FillAsync(arguments, interrupted.Token);
            return 0;
        case "polling":
            await PollingRun.RunAsync(arguments, interrupted.Token);
            return 0;
        case Endpoints.Peer:
            await Endpoints.RunPeerAsync();
            return 0;
        case Endpoints.Accept:
            await AcceptEndpoint.RunAsync(arguments.Text("durability", "none"), arguments.Text("file", ""));
            return 0;
        case Endpoints.Bare:
            await Endpoints.RunBareAsync(new Uri(arguments.Text("peer", "")));
            return 0;
        default:
            Console.Error.WriteLine(Usage);
            return 2;
    }
}
catch (BenchException problem)
{
    Console.Error.WriteLine(problem.Message);
    return 1;
}
catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
{
    return 130;
}
