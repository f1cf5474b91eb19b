// Fails where this Node.js is older than package.json asks for.
"use strict";
const { engines } = require("../../package.json");
const number = (text) => Number(text.match(/(\d+)\.(\d+)/).slice(1).map((part) => part.padStart(3, "0")).join(""));
process.exit(number(process.versions.node) < number(engines.node) ? 1 : 0);
