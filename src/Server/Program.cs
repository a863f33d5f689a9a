using Fairlead.Server.Starting;

return await ServerProcess.RunAsync(args);
