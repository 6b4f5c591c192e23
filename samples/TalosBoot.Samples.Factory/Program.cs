return await TalosBoot.Samples.Factory.FactoryProgram.RunAsync("TalosBoot.Samples.Factory", args);
