using Fairlead.Server;

return await Startup.RunAsync(args);
