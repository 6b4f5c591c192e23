using TalosBoot.Samples.Cli;

return await CommandLineProgram.RunAsync(Environment.GetCommandLineArgs()[0], args);
