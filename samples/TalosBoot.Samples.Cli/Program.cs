using TalosBoot.Samples.Cli;
using TalosBoot.Samples.Cli.Display;

Console.SetError(new ForgivingWriter(Console.Error));
return await CommandLineProgram.RunAsync(Environment.GetCommandLineArgs()[0], args);
